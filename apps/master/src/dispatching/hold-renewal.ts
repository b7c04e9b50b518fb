import { Injectable } from '@nestjs/common';
import { MasterSettings } from '../master-settings.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DispatchRecords } from './dispatch-records.js';

/** What is on its way when the others may look should be marked by then. */
const overlapMs = 50;
const renewBeforeMs = 250;
const mostAtOnce = 500;
/** A run that finds no room for so long has its place in the order of the backlog. */
const longestMs = 2_000;

/**
 * Until when due runs are this master's alone. Thousands due at one instant are not sent within one hold: for as long as it
 * gets through them, the master puts off the time from which the others may take them.
 */
@Injectable()
export class HoldRenewal {
  constructor(
    private readonly records: DispatchRecords,
    private readonly settings: MasterSettings,
  ) {}

  isOver(run: RunRow): boolean {
    return this.#leftMs(run) < overlapMs;
  }

  /** Whether it is to be renewed now; never of a hold that is over, since the run may be another master's by then. */
  isEnding(run: RunRow): boolean {
    const dueForMs = this.records.clock.now().getTime() - run.due_at.getTime();
    const leftMs = this.#leftMs(run);
    const beforeMs = Math.min(renewBeforeMs, this.settings.config.holdMs / 2);
    return leftMs < beforeMs && leftMs >= overlapMs && dueForMs < longestMs;
  }

  /** The runs with their new time. One that was sent meanwhile stays as it is, which whoever marks it finds out. */
  async renew(runs: readonly RunRow[]): Promise<RunRow[]> {
    const { backlog, clock, database } = this.records;
    const until = new Date(clock.now().getTime() + this.settings.config.holdMs);
    for (let start = 0; start < runs.length; start += mostAtOnce) {
      const ids = runs.slice(start, start + mostAtOnce).map((run) => run.id);
      await database.run((session) => backlog.holdUntil(session, ids, until));
    }
    return runs.map((run) => ({ ...run, eligible_at: until }));
  }

  #leftMs({ eligible_at, due_at }: RunRow): number {
    return (eligible_at ?? due_at).getTime() - this.records.clock.now().getTime();
  }
}
