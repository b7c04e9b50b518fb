import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { MasterSettings } from '../master-settings.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DispatchGate } from './dispatch-gate.js';
import { GroupCapacity } from './group-capacity.js';

/** What is on its way when the others may look should be marked by then. */
const overlapMs = 50;
/**
 * Schedules fire by the thousand on the stroke of a second, and then not until the next: what workers take in this time may
 * go out at once. Through the backlog the rest would cost the database twice as much, and start no sooner.
 */
const aheadMs = 1_000;

/** How many due runs may go past the backlog. */
@Injectable()
export class DueRoom {
  constructor(
    private readonly capacity: GroupCapacity,
    private readonly gate: DispatchGate,
    private readonly settings: MasterSettings,
    private readonly clock: Clock,
  ) {}

  /** Books room for the first of these runs of one group, as many as there is room for and nobody precedes; returns how many. */
  book(runs: readonly RunRow[], most: number): number {
    if (!this.gate.isOpen()) return 0;
    const blocked = runs.slice(0, most).findIndex((run) => !this.#bookOne(run));
    return blocked === -1 ? Math.min(runs.length, most) : blocked;
  }

  /** Runs due before that are in the backlog of every master in a moment, this one's dispatcher included. */
  oldBefore(): Date {
    return new Date(this.clock.now().getTime() - this.settings.config.holdMs + overlapMs);
  }

  #bookOne({ group_name, priority, weight }: RunRow): boolean {
    return (
      !this.capacity.isBehind(group_name, priority) &&
      this.capacity.reserve(group_name, 1, weight, aheadMs) === 1
    );
  }
}
