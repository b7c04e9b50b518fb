import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { RunEnd } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';

/** Lets schedules with a fixed delay go on when the run they wait for has ended. */
@Injectable()
export class FixedDelayAdvance {
  constructor(private readonly schedules: ScheduleStore) {}

  /** @param runs the rows of the ended runs (and perhaps others). */
  async runsEnded(session: Session, ends: readonly RunEnd[], runs: readonly RunRow[]): Promise<void> {
    const ended = new Map(ends.map((end) => [end.id, end.finishedAt]));
    const scheduled = runs.filter((run) => run.schedule_id !== null && ended.has(run.id));
    if (scheduled.length === 0) return;
    const waiting = await this.schedules.awaiting(
      session,
      scheduled.map((run) => run.schedule_id!),
    );
    for (const schedule of waiting) {
      const finishedAt = ended.get(schedule.awaitedRunId ?? '');
      if (!finishedAt || schedule.trigger.kind !== 'fixedDelay') continue;
      const next = new Date(finishedAt.getTime() + schedule.trigger.everyMs);
      const over = schedule.endAt !== null && next > schedule.endAt;
      await this.schedules.awaitedRunEnded(session, schedule.id, schedule.awaitedRunId!, over ? null : next);
    }
  }
}
