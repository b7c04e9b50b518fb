import { Injectable } from '@nestjs/common';
import type { FireDto, Page, PageQuery } from '@orrery/contracts';
import { NotFoundError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { FireStore } from '../persistence/stores/fire.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';

/** Planned times of the past as users see them, each accounted for. */
@Injectable()
export class FireLedger {
  constructor(
    private readonly database: Database,
    private readonly fireStore: FireStore,
    private readonly schedules: ScheduleStore,
  ) {}

  /** Newest first. */
  async fires(scheduleId: string, query: PageQuery): Promise<Page<FireDto>> {
    return this.database.run(async (session) => {
      if (!(await this.schedules.find(session, scheduleId))) throw NotFoundError.of('schedule', scheduleId);
      return this.fireStore.list(session, scheduleId, query);
    });
  }
}
