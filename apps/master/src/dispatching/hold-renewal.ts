import { Injectable } from '@nestjs/common';
import { MasterSettings } from '../master-settings.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { DispatchRecords } from './dispatch-records.js';

/** What is on its way when the others may look should be marked by then. */
const overlapMs = 50;
const renewBeforeMs = 250;
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

  isEnding(run: RunRow): boolean {
    const dueForMs = this.records.clock.now().getTime() - run.due_at.getTime();
    return this.#leftMs(run) < renewBeforeMs && dueForMs < longestMs;
  }

  /** The runs with their new time. One that was sent meanwhile stays as it is, which whoever marks it finds out. */
  async renew(runs: readonly RunRow[]): Promise<RunRow[]> {
    const { backlog, clock, database } = this.records;
    const until = new Date(clock.now().getTime() + this.settings.config.holdMs);
    const ids = runs.map((run) => run.id);
    await database.run((session) => backlog.holdUntil(session, ids, until));
    return runs.map((run) => ({ ...run, eligible_at: until }));
  }

  #leftMs({ eligible_at, due_at }: RunRow): number {
    return (eligible_at ?? due_at).getTime() - this.records.clock.now().getTime();
  }
}
