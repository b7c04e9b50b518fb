import { Injectable } from '@nestjs/common';
import { DueScheduleStore } from '../persistence/stores/due-schedule.store.js';
import { FireStore } from '../persistence/stores/fire.store.js';
import { RunTurnStore } from '../persistence/stores/run-turn.store.js';
import { RunStore } from '../persistence/stores/run.store.js';

/** The tables that one step of planning writes, all in one transaction. */
@Injectable()
export class PlanningStores {
  constructor(
    readonly due: DueScheduleStore,
    readonly fires: FireStore,
    readonly runs: RunStore,
    readonly turns: RunTurnStore,
  ) {}
}
