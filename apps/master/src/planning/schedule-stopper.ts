import { Injectable } from '@nestjs/common';
import type { ScheduleState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { ScheduleVersionStore } from '../persistence/stores/schedule-version.store.js';

/** Pauses a schedule that cannot be planned: users see that it is paused, and resuming it tells them what is wrong. */
@Injectable()
export class ScheduleStopper {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly versions: ScheduleVersionStore,
    private readonly log: MasterLogger,
  ) {}

  /** The schedule must be locked. */
  async stop(session: Session, schedule: Schedule, error: unknown, now: Date): Promise<void> {
    const { name, project } = schedule;
    this.log.logger.error(
      `schedule "${name}" of project "${project}" cannot be planned (${messageOf(error)}); it is paused`,
    );
    await this.#end(session, schedule, 'paused', now);
  }

  /** Of a schedule whose task was deleted while it was made; it is locked and has been accounted for. */
  async retire(session: Session, schedule: Schedule, now: Date): Promise<void> {
    await this.#end(session, schedule, 'exhausted', now);
  }

  /** A version of its own, so that the ledger is not expected to have more. */
  async #end(session: Session, schedule: Schedule, state: ScheduleState, now: Date): Promise<void> {
    const version = schedule.version + 1;
    const ended: Schedule = { ...schedule, version, state, nextFireAt: null, updatedAt: now };
    await this.schedules.replace(session, ended);
    const planAfter = schedule.lastPlannedAt ?? schedule.createdAt;
    await this.versions.insert(session, { schedule: ended, deleted: false, planAfter, changedBy: 'planner' });
  }
}
