import { expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

it('a workflow run fails because of the node that nobody took care of, not of one before it', async () => {
  await masters.start();
  const session = await WorkflowSession.start(masters);
  session.fateOf = ({ taskName }) => (taskName.endsWith('.help') ? {} : { outcome: 'failed' });
  const id = await session.run([
    session.node('first'),
    session.node('help', ['first'], { triggerRule: 'one_failed' }),
    session.node('second', ['help']),
  ]);
  const { failure } = await session.reach(id, 'failed');
  expect(failure).toMatchObject({ nodeId: 'second' });
  expect(failure!.message).toMatch(/^node "second" failed: .*; so did "first"$/);
});
