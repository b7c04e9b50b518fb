import { expect, it, vi } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

it('workflow runs that wait for their turn end with their schedule', async () => {
  await masters.start();
  const session = await WorkflowSession.start(masters);
  session.fateOf = () => ({ outcome: 'wait' });
  const workflowId = await session.create([session.node('a')]);
  const over = { target: { kind: 'workflow', id: workflowId }, overlap: 'QUEUE_ONE' };
  const trigger = { kind: 'fixedRate', everyMs: 300 } as const;
  const schedule = await session.client.schedule(workflowId, trigger, over);
  const query = { workflowId, limit: 100 };
  const list = async () => (await session.client.calls.call('workflowRun.list', { query })).items;
  await vi.waitFor(
    async () => expect(await list()).toMatchObject([{ state: 'pending' }, { state: 'running' }]),
    {
      timeout: 15_000,
    },
  );
  await session.client.calls.call('schedule.delete', { id: schedule.id, actor: 'test' });
  expect(await list()).toMatchObject([{ state: 'cancelled' }, { state: 'running' }]);
});
