import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { MasterSettings } from '../master-settings.js';
import { DueScheduleStore } from '../persistence/stores/due-schedule.store.js';

/** Looks ahead for the next fire of a serial schedule, as far as the next look. */
@Injectable()
export class UpcomingFires {
  constructor(
    private readonly database: Database,
    private readonly due: DueScheduleStore,
    private readonly settings: MasterSettings,
    private readonly clock: Clock,
  ) {}

  /** Null: none before the planner looks again by itself. */
  next(): Promise<Date | null> {
    const until = new Date(this.clock.now().getTime() + 2 * this.settings.config.planEveryMs);
    return this.database.run((session) => this.due.nextSerialFire(session, until));
  }
}
