import type { NodeResourcesDto } from '@orrery/contracts';
import { describe, expect, it } from 'vitest';
import type { TakingWorkerRow } from '../../persistence/stores/worker-load.store.js';
import { slotsGiven, takingWorkers } from './taking-worker.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const calm = {
  ...{ cpu: 0, load1: 0, memoryUsedBytes: 0, memoryTotalBytes: 10, loopLagMs: 0 },
  ...{ diskFreeBytes: 0, diskTotalBytes: 1 },
};
const row = (id: string, upForMs: number, over: Partial<NodeResourcesDto> = {}): TakingWorkerRow => ({
  ...{ id, epoch: 'e', group_name: 'g', labels: '{}', slots: 10, last_seen_at: now, now_at: now },
  ...{ resources: JSON.stringify({ ...calm, ...over }), state_since_at: new Date(now.getTime() - upForMs) },
});
const slowStartMs = 10_000;
const taking = (...rows: readonly TakingWorkerRow[]) => takingWorkers(rows, new Map(), slowStartMs);

describe('a worker that takes work', () => {
  it('fills what it says while its machine is too busy, and is no longer one to be preferred', () => {
    const [well, strained, still] = taking(
      row('a', 0),
      row('b', 0, { strain: { cause: 'memory', slots: 3 } }),
      row('c', 0, { strain: { cause: 'load', slots: 0 } }),
    );
    expect(well).toMatchObject({ healthy: true, strain: undefined });
    expect(slotsGiven(well!, 0)).toBe(10);
    expect(strained).toMatchObject({ healthy: false, strain: { cause: 'memory' }, equipment: { slots: 10 } });
    expect([slotsGiven(strained!, 0), slotsGiven(still!, 0)]).toEqual([3, 0]);
  });

  it('fills more and more when it joins a group at work, but no more than its machine bears', () => {
    const [, young] = taking(row('a', 60_000), row('b', 0, { strain: { cause: 'pressure', slots: 4 } }));
    expect([0, 2_000, 5_000, 60_000].map((upForMs) => slotsGiven(young!, upForMs))).toEqual([1, 2, 4, 4]);
  });
});
