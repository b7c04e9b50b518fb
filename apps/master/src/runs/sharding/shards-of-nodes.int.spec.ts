import { expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

it('shards of the run of a node are parts of its workflow run, and end the node once', async () => {
  await masters.start();
  const session = await WorkflowSession.start(masters);
  await session.worker.isKnown();
  const task = session.task({ routing: { policy: 'SHARDING', shards: 2 } });
  const id = await session.run([session.node('a', [], { task }), session.node('b', ['a'])]);
  await session.reach(id, 'succeeded');
  const { runId } = (await session.nodes(id)).get('a')!;
  const { items } = await session.client.calls.call('run.children', { id: runId!, query: {} });
  expect(items).toMatchObject([0, 1].map((shardIndex) => ({ shardIndex, workflowRunId: id })));
  expect(session.ran).toHaveLength(3);
});
