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

  const compensate = () => ({
    task: session.task(),
    params: { n: '{{ item }}', booking: '{{ nodes.m.outputs.booking }}', first: '{{ nodes.first.outputs }}' },
  });
  const run = (nodes: readonly object[] = [session.node('bad', ['m'])]) =>
    session.run(
      [
        { id: 'first', kind: 'noop' },
        {
          ...session.node('m', ['first'], { kind: 'map', items: [1, 2, 3, 4], params: { n: '{{ item }}' } }),
          compensate: compensate(),
        },
        ...nodes,
      ],
      { onFailure: 'compensate' },
    );
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
    await session.reach(await run([]), 'compensated');
    expect(undone).toEqual([]);
  });

  it('stops at an item that cannot be undone', async () => {
    bad = { done: [], undone: [3] };
    const id = await run();
    await session.reach(id, 'compensation_failed');
    expect(undone).toEqual(undoing(4, 3));
    expect(await session.states(id)).toMatchObject({ m: 'compensation_failed' });
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
    expect(await session.states(id)).toMatchObject({ m: 'compensation_failed' });
  });

  it('is so in a rerun that has taken it over', async () => {
    isHeld = true;
    const id = await run();
    await session.reachNode(id, 'bad', 'running');
    await session.client.calls.call('workflowRun.cancel', { id, reason: 'no', actor: 'test' });
    await session.worker.isTold(({ kind }) => kind === 'cancel');
    await session.worker.finish(await session.worker.next(5), 'cancelled');
    await session.reach(id, 'cancelled');
    expect(undone).toEqual([]);
    isHeld = false;
    const body = { from: 'failed' as const };
    const again = await session.client.calls.call('workflowRun.rerun', { id, body, actor: 'test' });
    await session.reach(again.id, 'compensated');
    expect(undone).toEqual(undoing(4, 3, 2, 1));
  });
});
