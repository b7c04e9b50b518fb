import { Injectable } from '@nestjs/common';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DispatchGate } from './dispatch-gate.js';
import { GroupCapacity } from './group-capacity.js';
import { RunPace } from './run-pace.js';

/**
 * Schedules fire by the thousand on the stroke of a second, and then not until the next: what workers take in this time may
 * go out at once. Through the backlog the rest would cost the database twice as much, and start no sooner.
 */
const aheadMs = 1_000;
/** As above for tasks of known pace; what they show in the middle of a burst is slower than what they can do. */
const knownAheadMs = 3_000;

/** How many due runs may go past the backlog. */
@Injectable()
export class DueRoom {
  constructor(
    private readonly capacity: GroupCapacity,
    private readonly gate: DispatchGate,
    private readonly pace: RunPace,
  ) {}

  /** Books room for the first of these runs of one group, as many as there is room for and nobody precedes; returns how many. */
  book(runs: readonly RunRow[], most: number): number {
    if (!this.gate.isOpen()) return 0;
    const blocked = runs.slice(0, most).findIndex((run) => !this.#bookOne(run));
    return blocked === -1 ? Math.min(runs.length, most) : blocked;
  }

  #bookOne({ group_name, task_id, priority, weight }: RunRow): boolean {
    const taken = (this.capacity.acceptedPerSecond(group_name) * aheadMs) / 1_000;
    const ahead = Math.ceil(Math.max(taken, this.pace.within(task_id, knownAheadMs)));
    return (
      !this.capacity.isBehind(group_name, priority) &&
      this.capacity.reserve(group_name, 1, weight, ahead) === 1
    );
  }
}
