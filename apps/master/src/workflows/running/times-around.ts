import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { timesOf } from '../../backfills/backfill-times.js';
import { isBackfilled } from '../../backfills/is-backfilled.js';
import type { BackfillTiming } from '../../persistence/stores/backfill-row.js';
import { BackfillStore } from '../../persistence/stores/backfill.store.js';
import { FireStore } from '../../persistence/stores/fire.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { ScheduleStore } from '../../persistence/stores/schedule.store.js';
import { FireTimes } from '../../planning/triggers/fire-times.js';
import { lastBefore } from '../../planning/triggers/last-before.js';
import type { NominalTimes } from '../../planning/triggers/nominal-times.js';

/** The planned times before and after that of a run; null: there is none, or nobody knows it. */
export interface PlannedAround {
  readonly previousAt: Date | null;
  readonly nextAt: Date | null;
}

const none: PlannedAround = { previousAt: null, nextAt: null };

/** Finds the planned times around that of a run: by its schedule as it is now, or by what its backfill was made with. */
@Injectable()
export class TimesAround {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly fires: FireStore,
    private readonly backfills: BackfillStore,
    private readonly times: FireTimes,
  ) {}

  async of(session: Session, run: RunRow): Promise<PlannedAround> {
    const { planned_at: plannedAt, schedule_id: scheduleId } = run;
    if (!plannedAt) return none;
    if (scheduleId !== null) return this.#ofSchedule(session, scheduleId, plannedAt);
    return isBackfilled(run) ? this.#ofBackfill(session, run.id, plannedAt) : none;
  }

  async #ofSchedule(session: Session, id: string, at: Date): Promise<PlannedAround> {
    const schedule = await this.schedules.find(session, id);
    if (!schedule) return none;
    const { trigger } = schedule;
    // The end of each run decides when a fixed delay fires: what was is known, what comes is not.
    if (trigger.kind === 'fixedDelay') {
      return { previousAt: await this.fires.lastBefore(session, id, at), nextAt: null };
    }
    const found = around((after) => this.times.next(trigger, schedule, after), at);
    // A rate counts from when it was made or changed: what its grid has up to then it never planned, the ledger knows what was.
    const isOfItsGrid =
      trigger.kind !== 'fixedRate' || !found.previousAt || found.previousAt > schedule.anchorAt;
    if (isOfItsGrid) return found;
    return { ...found, previousAt: await this.fires.lastBefore(session, id, at) };
  }

  async #ofBackfill(session: Session, runId: string, at: Date): Promise<PlannedAround> {
    const backfill = await this.backfills.ofRun(session, runId);
    if (!backfill) return none;
    const timing = JSON.parse(backfill.timing) as BackfillTiming;
    const { trigger, jitterMs } = timing;
    const reachMs = trigger.kind === 'fixedRate' ? trigger.everyMs + jitterMs : 0;
    return around(timesOf(this.times, timing, new Date(at.getTime() - reachMs)), at);
  }
}

function around(times: NominalTimes, at: Date): PlannedAround {
  return { previousAt: lastBefore(times, at) ?? null, nextAt: times(at) ?? null };
}
