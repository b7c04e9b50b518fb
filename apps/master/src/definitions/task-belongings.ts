import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { RunStore, type OpenRun } from '../persistence/stores/run.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { ScheduleRecords } from './schedule-records.js';

/** What hangs on a task. */
export interface Belongings {
  readonly scheduleIds: readonly string[];
  /** Schedules of other tasks that wait for its success. */
  readonly dependents: number;
  /** Those that have not ended. */
  readonly runs: readonly OpenRun[];
}

/** What goes with a task when it is deleted. */
@Injectable()
export class TaskBelongings {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly runs: RunStore,
    private readonly records: ScheduleRecords,
    private readonly clock: Clock,
  ) {}

  async of(session: Session, taskId: string): Promise<Belongings> {
    return {
      scheduleIds: await this.schedules.idsOfTask(session, taskId),
      dependents: (await this.schedules.idsOfDependents(session, taskId)).length,
      runs: await this.runs.openOfTask(session, taskId),
    };
  }

  /** Deletes schedules of the task, so many of them; resolves to how many it found. */
  async removeSchedules(session: Session, taskId: string, most: number, actor: string): Promise<number> {
    const now = this.clock.now();
    const ids = (await this.schedules.idsOfTask(session, taskId)).slice(0, most);
    for (const schedule of await this.schedules.lockAll(session, ids)) {
      await this.records.delete(session, schedule, now, actor, 'the task was deleted');
    }
    return ids.length;
  }

  /** What waits for the success of the task would wait for ever. */
  async endDependents(session: Session, taskId: string, actor: string): Promise<void> {
    const now = this.clock.now();
    const ids = await this.schedules.idsOfDependents(session, taskId);
    for (const schedule of await this.schedules.lockAll(session, ids)) {
      await this.records.exhaust(session, schedule, now, actor);
    }
  }
}
