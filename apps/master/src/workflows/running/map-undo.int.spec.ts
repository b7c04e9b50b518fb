import { beforeEach, describe, expect, it } from 'vitest';
import { useMasters } from '../../testing/use-masters.js';
import { WorkflowSession } from '../../testing/workflow-session.js';

const masters = useMasters();

describe('a map that is undone', () => {
  let session: WorkflowSession;
  const undone: unknown[] = [];
  /** Items that cannot be done, and those that cannot be undone. */
  let bad: { readonly done: readonly number[]; readonly undone: readonly number[] };
  let isHeld: boolean;

  beforeEach(async () => {
    await masters.start();
    session = await WorkflowSession.start(masters);
    undone.length = 0;
    bad = { done: [], undone: [] };
    isHeld = false;
    session.fateOf = ({ taskName, params }) => {
      const n = params.n as number;
      if (taskName.endsWith('.compensate')) {
        undone.push(params);
        return { outcome: bad.undone.includes(n) ? 'failed' : 'succeeded' };
      }
      if (taskName.endsWith('.bad')) return { outcome: isHeld ? 'wait' : 'failed' };
      return bad.done.includes(n) ? { outcome: 'failed' } : { result: { booking: `b-${n}` } };
    };
  });

  const compensate = (params: object) => ({
    task: session.task(),
    params: {
      ...{ n: '{{ item }}', booking: '{{ nodes.m.outputs.booking }}', first: '{{ nodes.first.outputs }}' },
      ...params,
    },
  });
  const run = (nodes: readonly object[] = [session.node('bad', ['m'])], params: object = {}) =>
    session.run(
      [
        { id: 'first', kind: 'noop' },
        {
          ...session.node('m', ['first'], { kind: 'map', items: [1, 2, 3, 4], params: { n: '{{ item }}' } }),
          compensate: compensate(params),
        },
        ...nodes,
      ],
      { onFailure: 'compensate' },
    );
  /** What became of the compensation of each item. */
  const undoneItems = async (id: string) => {
    const { items } = await session.client.calls.call('workflowRun.items', { id, nodeId: 'm', query: {} });
    return items.map(({ compensation }) => compensation?.state);
  };
  const cancel = async (id: string) => {
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'no', actor: 'test' });
    await session.worker.isTold(({ kind }) => kind === 'cancel');
  };
  /** One that was cancelled when all items of its map had succeeded. */
  const cancelled = async () => {
    isHeld = true;
    const id = await run();
    await session.reachNode(id, 'bad', 'running');
    await cancel(id);
    await session.worker.finish(await session.worker.next(5), 'cancelled');
    await session.reach(id, 'cancelled');
    expect(undone).toEqual([]);
    return id;
  };
  const rerun = (id: string) =>
    session.client.calls.call('workflowRun.rerun', { id, body: { from: 'failed' }, actor: 'test' });
  const change = (set: string, params: unknown[], id: string) =>
    masters.database.run((database) =>
      database.execute(`UPDATE node_run SET ${set} WHERE workflow_run_id = ? AND node_id = 'm'`, [
        ...params,
        id,
      ]),
    );
  /** A rerun as masters of a former version made it, without items, which goes on to its failure. */
  const formerRerun = async (outputs: string | null) => {
    const again = await rerun(await cancelled());
    await session.reachNode(again.id, 'bad', 'running');
    await masters.database.run((database) =>
      database.execute('DELETE FROM node_item WHERE id > ? AND id < ?', [`${again.id}.`, `${again.id}/`]),
    );
    await change('outputs = ?', [outputs], again.id);
    await session.worker.finish(await session.worker.next(6), 'failed');
    return again.id;
  };
  const undoing = (...items: number[]) => items.map((n) => ({ n, booking: `b-${n}`, first: null }));

  it('is so item by item, the last first, each with what it was and what it gave', async () => {
    const id = await run();
    const { failure } = await session.reach(id, 'compensated');
    expect(undone).toEqual(undoing(4, 3, 2, 1));
    expect(await session.states(id)).toMatchObject({ m: 'compensated', bad: 'failed' });
    expect(failure).toMatchObject({ nodeId: 'bad' });
  });

  it('leaves out the items that failed, and its own failure is told', async () => {
    bad = { done: [2, 4], undone: [] };
    const id = await run([]);
    const { failure } = await session.reach(id, 'compensated');
    expect(undone).toEqual(undoing(3, 1));
    expect((await session.nodes(id)).get('m')).toMatchObject({
      state: 'compensated',
      failure: { kind: 'items', message: '2 of 4 items did not succeed' },
    });
    expect(failure).toEqual({
      kind: 'node',
      message: 'node "m" failed: 2 of 4 items did not succeed; what had succeeded is undone',
      nodeId: 'm',
    });
  });

  it('has nothing to undo where no item succeeded', async () => {
    bad = { done: [1, 2, 3, 4], undone: [] };
    const { failure } = await session.reach(await run([]), 'compensated');
    expect(undone).toEqual([]);
    expect(failure!.message).toMatch(/; there was nothing to undo$/);
  });

  it('stops at an item that cannot be undone', async () => {
    bad = { done: [], undone: [3] };
    const id = await run();
    const { failure, progress } = await session.reach(id, 'compensation_failed');
    expect(undone).toEqual(undoing(4, 3));
    expect(progress).toMatchObject({ total: 3, succeeded: 1, failed: 2, compensated: 0 });
    const { compensation } = (await session.nodes(id)).get('m')!;
    expect(compensation).toMatchObject({
      ...{ state: 'compensation_failed', item: 2, items: { total: 4, undone: 1, left: 3 } },
      failure: { kind: 'exit_code' },
    });
    const why = compensation!.failure!.message;
    expect(failure).toMatchObject({
      ...{ kind: 'node', nodeId: 'bad' },
      compensation: { nodeId: 'm', item: 2, left: 3, runId: compensation!.runId, message: why },
    });
    expect(failure!.message).toContain(
      `the compensation of node "m" failed at item 2, and 3 of its items are not undone: ${why}`,
    );
    expect(await undoneItems(id)).toEqual(['pending', 'pending', 'compensation_failed', 'compensated']);
    const { items } = await session.client.calls.call('workflowRun.items', { id, nodeId: 'm', query: {} });
    expect(items[2]!.compensation).toMatchObject({ runId: compensation!.runId, error: { message: why } });
  });

  it('stops at an item for which no compensation can be made, and says so', async () => {
    const id = await run([session.node('bad', ['m'])], { booking: '{{ nodes.m.outputs.missing }}' });
    const { failure } = await session.reach(id, 'compensation_failed');
    expect(undone).toEqual([]);
    expect(failure).toMatchObject({ nodeId: 'bad', compensation: { nodeId: 'm', item: 3, left: 4 } });
    expect(failure!.compensation).not.toHaveProperty('runId');
    const node = (await session.nodes(id)).get('m')!;
    expect(node).toMatchObject({
      ...{ failure: null, compensationRunId: null },
      compensation: { item: 3, failure: { kind: 'expression', message: failure!.compensation!.message } },
    });
    expect(await undoneItems(id)).toEqual(['pending', 'pending', 'pending', 'compensation_failed']);
  });

  it('is undone further by a rerun from its compensation, each item once', async () => {
    bad = { done: [1], undone: [3] };
    const id = await run([]);
    const { failure } = await session.reach(id, 'compensation_failed');
    expect(failure!.message).toContain('node "m" failed: 1 of 4 items did not succeed');
    const again = (from: string) =>
      session.client.calls.call('workflowRun.rerun', { id, body: { from } as never, actor: 'test' });
    const second = await again('compensation');
    await session.reach(second.id, 'compensation_failed');
    expect(undone).toEqual(undoing(4, 3, 3));
    expect(await undoneItems(second.id)).toEqual([
      undefined,
      'pending',
      'compensation_failed',
      'compensated',
    ]);
    bad = { done: [], undone: [] };
    const third = await session.client.calls.call('workflowRun.rerun', {
      ...{ id: second.id, actor: 'test', body: { from: 'compensation' } },
    });
    const { failure: last } = await session.reach(third.id, 'compensated');
    expect(undone).toEqual(undoing(4, 3, 3, 3, 2));
    expect(last!.message).toContain('node "m" failed: 1 of 4 items did not succeed');
    expect(await undoneItems(third.id)).toEqual([undefined, 'compensated', 'compensated', 'compensated']);
    expect((await session.nodes(third.id)).get('m')!.compensation).toMatchObject({
      items: { total: 3, undone: 3, left: 0 },
    });
    const body = { from: 'compensation' as const };
    await expect(
      session.client.calls.call('workflowRun.rerun', { id: third.id, body, actor: 'test' }),
    ).rejects.toThrow('Nothing of the workflow run is left to be undone');
  });

  it('goes no further when somebody stops it', async () => {
    const fateOf = session.fateOf;
    session.fateOf = (message) => {
      const fate = fateOf(message);
      return message.params.n === 3 && undone.length > 0 ? { outcome: 'wait' } : fate;
    };
    const id = await run();
    // The items, what is behind them, and the second one to be undone.
    const held = await session.worker.next(7);
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'no', actor: 'test' });
    await session.worker.isTold(({ kind }) => kind === 'cancel');
    await session.worker.finish(held);
    await session.reach(id, 'cancelled');
    expect(undone).toEqual(undoing(4, 3));
    expect((await session.nodes(id)).get('m')!.compensation).toMatchObject({
      ...{ state: 'compensation_failed', items: { total: 4, undone: 2, left: 2 } },
      failure: { kind: 'stopped' },
    });
    expect(await undoneItems(id)).toEqual(['pending', 'pending', 'compensated', 'compensated']);
  });

  it('is so in a rerun that has taken it over', async () => {
    const id = await cancelled();
    isHeld = false;
    const again = await rerun(id);
    await session.reach(again.id, 'compensated');
    expect(undone).toEqual(undoing(4, 3, 2, 1));
    expect(await undoneItems(again.id)).toEqual(Array(4).fill('compensated'));
    expect(await undoneItems(id)).toEqual(Array(4).fill(undefined));
  });

  it('is so in a rerun that has what its items gave, and not the items', async () => {
    const id = await formerRerun(JSON.stringify([1, 2, 3, 4].map((n) => ({ booking: `b-${n}` }))));
    await session.reach(id, 'compensated');
    expect(undone).toEqual(undoing(4, 3, 2, 1));
    expect((await session.nodes(id)).get('m')!.compensation).toMatchObject({
      ...{ state: 'compensated', items: { total: 4, undone: 4, left: 0 } },
    });
  });

  it('is not taken for undone where its items are not known', async () => {
    const id = await formerRerun(null);
    const { failure } = await session.reach(id, 'compensation_failed');
    expect(undone).toEqual([]);
    expect(failure!.compensation).toMatchObject({
      nodeId: 'm',
      message: expect.stringContaining('4 items') as string,
    });
  });

  describe('by masters of which the former ones did not count', () => {
    const uncounted = (id: string) => change('undo_total = NULL, undone = NULL', [], id);
    const held = (...items: number[]) => {
      const fateOf = session.fateOf;
      session.fateOf = (message) => {
        const fate = fateOf(message);
        const isUndo = message.taskName.endsWith('.compensate');
        return isUndo && items.includes(message.params.n as number) ? { outcome: 'wait' } : fate;
      };
    };

    it('is undone when it is stopped at the last item', async () => {
      held(2, 1);
      const id = await run();
      const second = await session.worker.next(8);
      await uncounted(id);
      await session.worker.finish(second);
      const last = await session.worker.next(9);
      await cancel(id);
      await session.worker.finish(last);
      await session.reach(id, 'cancelled');
      expect(await session.states(id)).toMatchObject({ m: 'compensated' });
      expect(undone).toEqual(undoing(4, 3, 2, 1));
    });

    it('is undone in part when it is stopped before', async () => {
      held(3);
      const id = await run();
      const third = await session.worker.next(7);
      await uncounted(id);
      await cancel(id);
      await session.worker.finish(third);
      await session.reach(id, 'cancelled');
      expect((await session.nodes(id)).get('m')!.compensation).toMatchObject({
        ...{ state: 'compensation_failed', items: { undone: 1, left: 2 }, failure: { kind: 'stopped' } },
      });
    });
  });
});
