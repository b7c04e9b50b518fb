import { createLogger } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { given } from '../testing/specimens.js';
import type { DueRoom } from './due-room.js';
import { DueRuns } from './due-runs.js';
import type { HeldDispatcher } from './held-dispatcher.js';
import type { HoldRenewal } from './hold-renewal.js';

/** Due runs of a group with room for so many; batches are sent when the test lets them. */
function dueRuns(room: number) {
  const state = { room, now: at(0), isAway: false, sent: [] as RunRow[][], open: [] as (() => void)[] };
  const dispatch = (batch: readonly RunRow[]) => {
    state.sent.push([...batch]);
    return new Promise<void>((resolve) => state.open.push(resolve));
  };
  const book = (queue: readonly RunRow[], most: number) => {
    const booked = Math.min(queue.length, most, state.room);
    state.room -= booked;
    return booked;
  };
  const renewed: RunRow[] = [];
  const hold = {
    isOver: ({ eligible_at }: RunRow) => eligible_at! <= state.now,
    isEnding: ({ eligible_at }: RunRow) => {
      const leftMs = eligible_at!.getTime() - state.now.getTime();
      return leftMs > 0 && leftMs <= 5;
    },
    renew: async (ending: readonly RunRow[]) => {
      renewed.push(...ending);
      if (state.isAway) throw new Error('the database is away');
      return ending.map((run) => ({ ...run, eligible_at: at(1_000) }));
    },
  };
  const wake = new DispatchWake();
  const due = new DueRuns(
    { dispatch } as unknown as HeldDispatcher,
    { book } as unknown as DueRoom,
    hold as unknown as HoldRenewal,
    new MasterLogger(createLogger('test', 'silent')),
    wake,
  );
  return { state, due, wake, renewed };
}

const at = (ms: number) => new Date(Date.UTC(2026, 2, 1) + ms);
const runs = (count: number, over: Partial<RunRow> = {}) =>
  Array.from({ length: count }, () => given.run({ eligible_at: at(500), ...over }));

describe('due runs', () => {
  it('go in batches of 500, four at once', async () => {
    const { state, due } = dueRuns(10_000);
    due.add(runs(2_600));
    expect(state.sent.map((batch) => batch.length)).toEqual([500, 500, 500, 500]);
    state.open.shift()!();
    await vi.waitFor(() => expect(state.sent).toHaveLength(5));
    for (const open of state.open) open();
    await vi.waitFor(() => expect(state.sent.flat()).toHaveLength(2_600));
  });

  it('wait for room, the most urgent first', async () => {
    const { state, due, wake } = dueRuns(1);
    const [late, urgent] = [...runs(1, { priority: 3 }), ...runs(1, { priority: 0 })];
    due.add([late!, urgent!]);
    expect(state.sent.flat()).toEqual([urgent]);
    state.room = 1;
    wake.wake();
    expect(state.sent.flat()).toEqual([urgent, late]);
  });

  it('are left to the backlog when their hold is over', () => {
    const { state, due, wake } = dueRuns(0);
    const [old, fresh] = [...runs(1, { eligible_at: at(10) }), ...runs(1, { eligible_at: at(20) })];
    due.add([old!, fresh!]);
    state.now = at(10);
    state.room = 5;
    wake.wake();
    expect(state.sent.flat()).toEqual([fresh]);
  });

  it('are held on while there are too many to send at once', async () => {
    const { state, due, wake, renewed } = dueRuns(0);
    const [ending, fresh] = [...runs(1, { eligible_at: at(10) }), ...runs(1, { eligible_at: at(20) })];
    due.add([ending!, fresh!]);
    state.now = at(6);
    wake.wake();
    await vi.waitFor(() => expect(renewed).toEqual([ending]));
    state.now = at(12);
    state.room = 5;
    wake.wake();
    expect(state.sent.flat()).toEqual([{ ...ending, eligible_at: at(1_000) }, fresh]);
  });

  it('are held no longer than they were when that cannot be written', async () => {
    const { state, due, wake, renewed } = dueRuns(0);
    due.add(runs(1, { eligible_at: at(10) }));
    Object.assign(state, { isAway: true, now: at(6) });
    wake.wake();
    await vi.waitFor(() => expect(renewed).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve));
    Object.assign(state, { now: at(12), room: 5 });
    wake.wake();
    expect(state.sent.flat()).toEqual([]);
  });

  it('are handed over when the master stops, once those on their way are through', async () => {
    const { state, due, wake } = dueRuns(1);
    const all = runs(3);
    due.add(all);
    const stopped = due.stop();
    state.room = 9;
    wake.wake();
    expect(state.sent.flat()).toHaveLength(1);
    state.open[0]!();
    expect(await stopped).toHaveLength(2);
  });
});
