import { newId } from '@orrery/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a node that waits for a run of another workflow', () => {
  let session: WorkflowSession;
  let other: string;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    other = await session.create([session.node('x'), session.node('y', ['x'])]);
  });

  const dependent = (over: object = {}) => ({
    ...{ id: 'd', kind: 'dependent', workflow: other, lookbackMs: 3_600_000, deadlineMs: 15_000 },
    ...over,
  });
  /** Runs of the other workflow that did not succeed, made later than all there are. */
  const failedOnes = (count: number, standsAt: Date) =>
    masters.database.transaction((each) =>
      each.insertMany(
        'workflow_run',
        Array.from({ length: count }, () => ({
          ...{ run_id: newId(), workflow_id: other, version: 1, project: 'default', name: 'x', depth: 0 },
          ...{ state: 'failed', control: 'go', states: 'fu', created_at: standsAt, stands_at: standsAt },
        })),
      ),
    );

  it.each([
    ['that succeeded', {}],
    ['in which a node succeeded', { node: 'y' }],
  ])('finds the one %s behind any number of others', async (_, over) => {
    const { id: wanted } = await session.trigger(other);
    const { createdAt } = await session.reach(wanted, 'succeeded');
    await failedOnes(300, new Date(Date.parse(createdAt) + 1));
    const id = await session.run([dependent(over)]);
    await session.reach(id, 'succeeded');
    expect((await session.nodes(id)).get('d')!.outputs).toEqual({
      workflowRunId: wanted,
      state: 'succeeded',
    });
  });

  it('takes the newest of its time that has ended, where that is enough', async () => {
    await session.reach((await session.trigger(other)).id, 'succeeded');
    await failedOnes(1, new Date());
    const id = await session.run([
      dependent({ state: 'ended' }),
      dependent({ id: 'e', state: 'ended', node: 'y' }),
    ]);
    await session.reach(id, 'succeeded');
    const nodes = await session.nodes(id);
    for (const nodeId of ['d', 'e']) {
      expect(nodes.get(nodeId)!.outputs).toMatchObject({ state: 'failed' });
    }
  });

  it('takes none that stands for a time before', async () => {
    await failedOnes(1, new Date(Date.now() - 7_200_000));
    const id = await session.run([dependent({ state: 'ended', deadlineMs: 300 })]);
    await session.reach(id, 'failed');
  });
});
