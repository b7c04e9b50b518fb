import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startCuttableMaster } from '../../testing/cuttable-master.js';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();
const waiting = { timeout: 40_000, interval: 20 };
const numbers = (count: number) => [...Array(count).keys()];

describe('a workflow run that several masters move', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  /** How many runs each node has had. */
  const runsOf = async (id: string) => {
    const rows = await masters.database.run((each) =>
      each.select<{ node_id: string; runs: number }>(
        'SELECT node_id, COUNT(*) AS runs FROM run WHERE workflow_run_id = ? GROUP BY node_id',
        [id],
      ),
    );
    return new Map(rows.map(({ node_id, runs }) => [node_id, Number(runs)]));
  };
  const expectEachOnce = async (id: string, nodes: readonly { readonly id: string }[]) => {
    expect(await runsOf(id)).toEqual(new Map(nodes.map((node) => [node.id, 1])));
  };
  /** Chains side by side, and one node behind all of them. */
  const chainsOf = (width: number, length: number) => {
    const chains = numbers(width).flatMap((chain) =>
      numbers(length).map((at) => node(`n${chain}-${at}`, at === 0 ? [] : [`n${chain}-${at - 1}`])),
    );
    return [
      ...chains,
      node(
        'join',
        numbers(width).map((chain) => `n${chain}-${length - 1}`),
      ),
    ];
  };
  const node = (id: string, dependsOn: readonly string[]) => ({ ...session.node(id, dependsOn), id });

  it('starts what comes behind nodes that end at the same time, and once', async () => {
    await Promise.all([masters.start(), masters.start()]);
    const nodes = chainsOf(30, 1);
    const workflowId = await session.create(nodes);
    const runs = await Promise.all(numbers(8).map(() => session.trigger(workflowId)));
    for (const { id } of runs) {
      await session.reach(id, 'succeeded');
      await expectEachOnce(id, nodes);
    }
  });

  it('goes on when masters are cut off in the midst of it: no node is lost, and none runs twice', async () => {
    const nodes = chainsOf(10, 40);
    const doomed = [await startCuttableMaster(masters), await startCuttableMaster(masters)];
    const id = await session.run(nodes);
    for (const [index, master] of doomed.entries()) {
      await reachEnded(id, (index + 1) * 60);
      await master.end();
    }
    expect((await session.get(id)).state).toBe('running');
    await reachEnded(id, nodes.length);
    expect((await session.get(id)).state).toBe('succeeded');
    await expectEachOnce(id, nodes);
  }, 90_000);

  const reachEnded = (id: string, ended: number) =>
    vi.waitFor(
      async () => expect((await session.get(id)).progress.ended).toBeGreaterThanOrEqual(ended),
      waiting,
    );
});
