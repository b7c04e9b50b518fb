import { Injectable } from '@nestjs/common';
import { Clock, type Target } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { BackfillStore } from '../persistence/stores/backfill.store.js';
import { RunStore, type OpenRun } from '../persistence/stores/run.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { ScheduleRecords } from './schedule-records.js';

/** What hangs on a task or a workflow. */
export interface Belongings {
  readonly scheduleIds: readonly string[];
  /** Schedules of others that wait for its success. */
  readonly dependents: number;
  /** Those that have not ended. */
  readonly runs: readonly OpenRun[];
  /** Those that may make runs. */
  readonly backfillIds: readonly string[];
}

/** What goes with a task or a workflow when it is deleted. A workflow has that of the task under which its runs are kept. */
@Injectable()
export class TaskBelongings {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly runs: RunStore,
    private readonly records: ScheduleRecords,
    private readonly backfills: BackfillStore,
    private readonly clock: Clock,
  ) {}

  async of(session: Session, id: string): Promise<Belongings> {
    return {
      scheduleIds: await this.schedules.idsOfTask(session, id),
      dependents: (await this.schedules.idsOfDependents(session, id)).length,
      runs: await this.runs.openOfTask(session, id),
      backfillIds: await this.backfills.idsOfTarget(session, id),
    };
  }

  /** Deletes schedules that are for it, so many of them; resolves to how many it found. */
  async removeSchedules(
    session: Session,
    { kind, id }: Target,
    most: number,
    actor: string,
  ): Promise<number> {
    const now = this.clock.now();
    const ids = (await this.schedules.idsOfTask(session, id)).slice(0, most);
    for (const schedule of await this.schedules.lockAll(session, ids)) {
      await this.records.delete(session, schedule, now, actor, `the ${kind} was deleted`);
    }
    return ids.length;
  }

  /** What would make runs of it makes no more. */
  async cancelBackfills(session: Session, { kind, id }: Target): Promise<void> {
    await this.backfills.cancelOfTarget(session, id, this.clock.now(), `the ${kind} was deleted`);
  }

  /** What waits for its success would wait for ever. */
  async endDependents(session: Session, id: string, actor: string): Promise<void> {
    const now = this.clock.now();
    const ids = await this.schedules.idsOfDependents(session, id);
    for (const schedule of await this.schedules.lockAll(session, ids)) {
      await this.records.exhaust(session, schedule, now, actor);
    }
  }
}
