import { Injectable } from '@nestjs/common';
import { FireStore } from '../persistence/stores/fire.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';

/** The tables that one step of planning writes, all in one transaction. */
@Injectable()
export class PlanningStores {
  constructor(
    readonly schedules: ScheduleStore,
    readonly tasks: TaskStore,
    readonly fires: FireStore,
    readonly runs: RunStore,
  ) {}
}
