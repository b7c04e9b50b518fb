import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleVersionStore } from '../persistence/stores/schedule-version.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { FireWithdrawal } from '../planning/fire-withdrawal.js';
import { exhausted } from '../planning/schedule-events.js';
import { UnplannedTimes } from '../planning/unplanned-times.js';

/** Writes schedules together with their versions, so that the ledger can be proven by what they were. */
@Injectable()
export class ScheduleRecords {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly versions: ScheduleVersionStore,
    private readonly unplanned: UnplannedTimes,
    private readonly withdrawal: FireWithdrawal,
    private readonly outbox: OutboxStore,
  ) {}

  lock(session: Session, id: string): Promise<Schedule | undefined> {
    return this.schedules.lock(session, id);
  }

  async create(session: Session, schedule: Schedule, changedBy: string): Promise<void> {
    const planAfter = schedule.createdAt;
    await this.schedules.insert(session, { ...schedule, lastPlannedAt: planAfter });
    await this.versions.insert(session, { schedule, deleted: false, planAfter, changedBy });
  }

  /** Times that came and were not planned before the change belong to the present version: they are accounted for. */
  async settle(session: Session, schedule: Schedule, now: Date, what: string): Promise<Schedule> {
    const reason = `the schedule was ${what} before a master planned it`;
    return { ...schedule, lastPlannedAt: await this.unplanned.skip(session, schedule, now, reason) };
  }

  /** The schedule is locked, so nobody else has changed it. What it does from now on comes after `planAfter`. */
  async replace(session: Session, next: Schedule, planAfter: Date, changedBy: string): Promise<void> {
    await this.schedules.replace(session, { ...next, lastPlannedAt: planAfter });
    await this.versions.insert(session, { schedule: next, deleted: false, planAfter, changedBy });
    if (next.state === 'exhausted') {
      await this.outbox.add(session, [exhausted(next, next.updatedAt)], next.updatedAt);
    }
  }

  /** The locked schedule waits for the success of a task that is deleted. */
  async exhaust(session: Session, present: Schedule, now: Date, changedBy: string): Promise<void> {
    const state = 'exhausted' as const;
    const next = { ...present, version: present.version + 1, state, nextFireAt: null, updatedAt: now };
    const { lastPlannedAt } = present;
    await this.replace(session, next, lastPlannedAt && lastPlannedAt > now ? lastPlannedAt : now, changedBy);
  }

  /** Removes the locked schedule. What it planned and has not gone out is skipped; what runs goes on. */
  async delete(
    session: Session,
    present: Schedule,
    now: Date,
    changedBy: string,
    reason = 'the schedule was deleted',
  ): Promise<void> {
    const settled = await this.settle(session, present, now, 'deleted');
    await this.withdrawal.skip(session, present, now, reason);
    await this.withdrawal.skipQueued(session, present.id, now, reason);
    await this.schedules.delete(session, present.id);
    const { lastPlannedAt } = settled;
    const planAfter = lastPlannedAt && lastPlannedAt > now ? lastPlannedAt : now;
    const schedule = { ...settled, version: present.version + 1, updatedAt: now };
    await this.versions.insert(session, { schedule, deleted: true, planAfter, changedBy });
  }
}
