import { Injectable } from '@nestjs/common';
import { ConflictError } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { FireStore } from '../persistence/stores/fire.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { plannedTimes } from './planned-times.js';
import { FireTimes } from './triggers/fire-times.js';

/** A backlog longer than this is left to the planner, which works it off in seconds. */
const mostTimes = 20_000;

/** Accounts for planned times that have come and that no master has planned, when their schedule is about to change. */
@Injectable()
export class UnplannedTimes {
  constructor(
    private readonly fires: FireStore,
    private readonly times: FireTimes,
  ) {}

  /**
   * They become SKIPPED; the schedule must be locked. Resolves to its last planned time.
   * @throws ConflictError when they are too many to be waited for.
   */
  async skip(session: Session, schedule: Schedule, now: Date, reason: string): Promise<Date | null> {
    if (schedule.state !== 'active') return schedule.lastPlannedAt;
    const { times, moreFollow } = plannedTimes(schedule, this.times, now, mostTimes);
    if (moreFollow) {
      throw new ConflictError(
        `Schedule "${schedule.name}" has more than ${mostTimes} planned times to catch up with; try again in a moment.`,
      );
    }
    await this.fires.insertMissing(
      session,
      times.map((plannedAt) => ({
        scheduleId: schedule.id,
        plannedAt,
        project: schedule.project,
        outcome: 'SKIPPED',
        reason,
        runId: null,
        createdAt: now,
      })),
    );
    return times.at(-1) ?? schedule.lastPlannedAt;
  }
}
