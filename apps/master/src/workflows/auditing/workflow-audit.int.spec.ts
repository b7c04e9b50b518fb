import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeRunId } from '../../persistence/stores/node-run.store.js';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('workflow runs that got stuck', () => {
  let session: WorkflowSession;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
  });

  const write = (sql: string, params: unknown[]) =>
    masters.database.transaction((each) => each.execute(sql, params));
  const checked = async (name: string) =>
    (await session.client.calls.call('cluster.consistency', {})).checks.find((check) => check.name === name)!;
  /** A run of a node `a` with `b` behind it, of which `a` runs and nobody will ever say so. */
  async function waiting(first: object = session.node('a')): Promise<{ id: string; a: string }> {
    const id = await session.run([first, session.node('b', ['a'])]);
    await session.reachNode(id, 'a', 'running');
    return { id, a: (await session.nodes(id)).get('a')!.runId! };
  }
  const endRun = (runId: string) =>
    write("UPDATE run SET state = 'succeeded', finished_at = created_at, eligible_at = NULL WHERE id = ?", [
      runId,
    ]);

  it('are told what they missed and go on', async () => {
    session.fateOf = ({ taskName }) => (taskName.endsWith('.a') ? { outcome: 'wait' } : {});
    const [untold, unlooked, unwritten, gone] = [
      await waiting(),
      await waiting(),
      await waiting(),
      await waiting(),
    ];
    const map = await waiting({ ...session.node('a'), kind: 'map', items: [1, 2, 3] });
    const overdue = await waiting({ id: 'a', kind: 'delay', delayMs: 3_600_000 });
    await session.worker.next(7);
    await endRun(untold.a);
    for (const { id, a } of [unlooked, unwritten]) {
      await endRun(a);
      await write("UPDATE node_run SET state = 'succeeded' WHERE id = ?", [nodeRunId(id, 0)]);
    }
    await write("UPDATE workflow_run SET states = 's.' WHERE run_id = ?", [unlooked.id]);
    await write('DELETE FROM node_run WHERE id = ?', [nodeRunId(gone.id, 0)]);
    const [from, to] = [`${nodeRunId(map.id, 0)}.`, `${nodeRunId(map.id, 0)}/`];
    await write(
      "UPDATE run SET state = 'succeeded', eligible_at = NULL WHERE id IN (SELECT run_id FROM node_item WHERE id > ? AND id < ?)",
      [from, to],
    );
    await write('DELETE FROM workflow_wake WHERE workflow_run_id = ?', [overdue.id]);
    await write('UPDATE node_run SET until_at = ? WHERE id = ?', [new Date(0), nodeRunId(overdue.id, 0)]);
    for (const { id } of [untold, unlooked, unwritten, map, overdue]) await session.reach(id, 'succeeded');
    expect((await session.reach(gone.id, 'failed')).failure!.message).toBe(
      'node "a" failed: nothing runs for it any more: its row is gone',
    );
    await vi.waitFor(async () => expect((await checked('stuck-workflow-runs')).open).toBe(0));
  });

  it('whose runs have ended are stopped, and runs whose graphs have ended are ended', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const [runless, graphless] = [await waiting(), await waiting()];
    const running = [await session.worker.next(1), await session.worker.next(2)];
    await endRun(runless.id);
    const failure = JSON.stringify({ kind: 'node', message: 'told before' });
    await write("UPDATE workflow_run SET state = 'failed', states = 'fu', failure = ? WHERE run_id = ?", [
      failure,
      graphless.id,
    ]);
    expect(await session.client.reach(graphless.id, 'failed')).toMatchObject({
      error: { message: 'told before' },
    });
    await session.worker.isTold((message) => message.kind === 'cancel' && message.runId === runless.a);
    await session.worker.finish(
      running.find(({ runId }) => runId === runless.a)!,
      'cancelled',
    );
    await session.reach(runless.id, 'cancelled');
    expect(await session.client.run(runless.id)).toMatchObject({ state: 'succeeded' });
  });

  it('are none that wait for somebody, are paused, or go on', async () => {
    session.fateOf = () => ({ outcome: 'wait' });
    const paused = await waiting();
    const first = await session.worker.next(1);
    await session.do('workflowRun.pause', paused.id);
    await session.worker.finish(first);
    await session.reachNode(paused.id, 'b', 'ready');
    const approval = await waiting({ id: 'a', kind: 'approval', message: 'ok?', deadlineMs: 60_000 });
    const map = await waiting({ ...session.node('a'), kind: 'map', items: [1, 2, 3], maxParallel: 1 });
    const { checkedAt } = await checked('stuck-workflow-runs');
    await vi.waitFor(
      async () => {
        const check = await checked('stuck-workflow-runs');
        expect(check.checkedAt).not.toBe(checkedAt);
        expect(check).toMatchObject({ found: 0 });
        expect(check.checked).toBeGreaterThanOrEqual(3);
      },
      { timeout: 25_000, interval: 200 },
    );
    expect((await session.get(paused.id)).state).toBe('paused');
    for (const { id } of [approval, map]) expect((await session.get(id)).state).toBe('running');
  });
});
