import { Injectable } from '@nestjs/common';
import type { TaskDefinition } from '@orrery/domain';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DirectRuns } from './direct-runs.js';
import { DispatchGate } from './dispatch-gate.js';
import { GroupCapacity } from './group-capacity.js';
import { RunPace } from './run-pace.js';

/** A batch of short runs goes out at once as far as a worker gets through it within this time: through the backlog it costs twice. */
const aheadMs = 500;

/** How many new runs of one task may go past the backlog. */
@Injectable()
export class DirectRoom {
  constructor(
    private readonly capacity: GroupCapacity,
    private readonly gate: DispatchGate,
    private readonly direct: DirectRuns,
    private readonly pace: RunPace,
  ) {}

  /** Books room for up to `wanted` of the runs, if nothing holds them back and nobody waits before them; returns for how many. */
  book(runs: readonly RunRow[], definition: TaskDefinition, wanted: number): number {
    const { group, weight } = definition;
    if (runs.some((run) => run.worker_id !== null)) return 0;
    if (!this.gate.isOpen() || !this.direct.isDirect(runs[0]!, definition)) return 0;
    const leastUrgent = runs.reduce((rank, run) => Math.max(rank, run.priority), 0);
    if (this.capacity.isBehind(group, leastUrgent)) return 0;
    return this.capacity.reserve(group, wanted, weight, this.pace.within(runs[0]!.task_id, aheadMs));
  }

  /** Gives back room that was booked and is not needed. */
  release({ group, weight }: TaskDefinition, count: number): void {
    this.capacity.release(group, count, count * weight);
  }
}
