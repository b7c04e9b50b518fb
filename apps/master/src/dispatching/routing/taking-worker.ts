import type { NodeResourcesDto, StrainDto } from '@orrery/contracts';
import { closedBreaker, effectiveSlots, isHealthy, type Breaker, type Equipment } from '@orrery/domain';
import type { TakingWorkerRow } from '../../persistence/stores/worker-load.store.js';

/** A worker that takes work, as it was when the view was made. */
export interface TakingWorker {
  readonly id: string;
  readonly epoch: string;
  readonly group: string;
  readonly equipment: Equipment;
  /** Its heartbeat is fresh, its machine is not exhausted, and it takes all it has slots for. */
  readonly healthy: boolean;
  readonly strain: StrainDto | undefined;
  /** Label `weight`, a positive number; without one, its slots. */
  readonly share: number;
  /** How long it had been up. */
  readonly upForMs: number;
  /** It joined a group that was at work: it is given more and more for so long. 0: it has all its slots at once. */
  readonly rampMs: number;
  readonly breaker: Breaker;
}

/** All workers that take work, as their rows and breakers say: how a group starts slowly depends on who is in it. */
export function takingWorkers(
  rows: readonly TakingWorkerRow[],
  breakers: ReadonlyMap<string, Breaker>,
  slowStartMs: number,
): TakingWorker[] {
  const oldest = longestUp(rows);
  return rows.map((row) =>
    takingWorker(row, breakers.get(row.id) ?? closedBreaker, oldest.get(row.group_name)!, slowStartMs),
  );
}

/** Slots a worker may fill when it has been up for so long: fewer than it has while it starts slowly, or its machine is too busy. */
export function slotsGiven({ equipment, strain, rampMs }: TakingWorker, upForMs: number): number {
  const { slots } = strain ?? equipment;
  return Math.min(slots, effectiveSlots(equipment.slots, upForMs, rampMs));
}

/** @param olderForMs how long the longest-serving worker of its group has been up. */
function takingWorker(
  row: TakingWorkerRow,
  breaker: Breaker,
  olderForMs: number,
  slowStartMs: number,
): TakingWorker {
  const resources = JSON.parse(row.resources) as NodeResourcesDto;
  const labels = JSON.parse(row.labels) as Record<string, string>;
  const freeMemoryBytes = resources.memoryTotalBytes - resources.memoryUsedBytes;
  const freeCpu = 1 - resources.cpu;
  const upForMs = upFor(row);
  const silentMs = row.now_at.getTime() - row.last_seen_at.getTime();
  const { memoryTotalBytes: totalMemoryBytes, diskFreeBytes: freeDiskBytes, loopLagMs } = resources;
  return {
    id: row.id,
    epoch: row.epoch,
    group: row.group_name,
    equipment: { slots: row.slots, labels, freeCpu, freeMemoryBytes, freeDiskBytes },
    healthy:
      resources.strain === undefined &&
      isHealthy({ silentMs, loopLagMs, freeCpu, freeMemoryBytes, totalMemoryBytes }),
    strain: resources.strain,
    share: positive(labels['weight']) ?? row.slots,
    upForMs,
    rampMs: olderForMs - upForMs > slowStartMs ? slowStartMs : 0,
    breaker,
  };
}

function upFor(row: Pick<TakingWorkerRow, 'now_at' | 'state_since_at'>): number {
  return Math.max(0, row.now_at.getTime() - row.state_since_at.getTime());
}

function longestUp(rows: readonly TakingWorkerRow[]): Map<string, number> {
  const longest = new Map<string, number>();
  for (const row of rows) {
    longest.set(row.group_name, Math.max(longest.get(row.group_name) ?? 0, upFor(row)));
  }
  return longest;
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && Number.isFinite(number) && number > 0 ? number : undefined;
}
