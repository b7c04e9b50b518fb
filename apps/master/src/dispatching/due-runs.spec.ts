import { createLogger } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import { DispatchWake } from '../loops/wake-calls.js';
import { MasterLogger } from '../master-logger.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { given } from '../testing/specimens.js';
import type { DueRoom } from './due-room.js';
import { DueRuns } from './due-runs.js';
import type { HeldDispatcher } from './held-dispatcher.js';

/** Due runs of a group with room for so many; batches are sent when the test lets them. */
function dueRuns(room: number) {
  const state = { room, oldBefore: new Date(0), sent: [] as RunRow[][], open: [] as (() => void)[] };
  const dispatch = (batch: readonly RunRow[]) => {
    state.sent.push([...batch]);
    return new Promise<void>((resolve) => state.open.push(resolve));
  };
  const book = (queue: readonly RunRow[], most: number) => {
    const booked = Math.min(queue.length, most, state.room);
    state.room -= booked;
    return booked;
  };
  const wake = new DispatchWake();
  const due = new DueRuns(
    { dispatch } as unknown as HeldDispatcher,
    { book, oldBefore: () => state.oldBefore } as unknown as DueRoom,
    new MasterLogger(createLogger('test', 'silent')),
    wake,
  );
  return { state, due, wake };
}

const runs = (count: number, over: Partial<RunRow> = {}) =>
  Array.from({ length: count }, () => given.run(over));
const at = (ms: number) => new Date(Date.UTC(2026, 2, 1) + ms);

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

  it('are left to the backlog when they are old', async () => {
    const { state, due, wake } = dueRuns(0);
    const [old, fresh] = [...runs(1, { due_at: at(0) }), ...runs(1, { due_at: at(1) })];
    due.add([old!, fresh!]);
    state.oldBefore = at(1);
    state.room = 5;
    wake.wake();
    expect(state.sent.flat()).toEqual([fresh]);
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
