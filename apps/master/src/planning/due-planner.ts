import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { MasterSettings } from '../master-settings.js';
import { PlanStep, type PlanTally } from './plan-step.js';

/** While one batch waits for the database, the next one is made. */
const batchesAtOnce = 2;

/** Plans the fires of schedules whose runs may overlap, ahead of their time. */
@Injectable()
export class DuePlanner {
  constructor(
    private readonly step: PlanStep,
    private readonly clock: Clock,
    private readonly settings: MasterSettings,
  ) {}

  async runOnce(): Promise<PlanTally> {
    const { planAheadMs } = this.settings.config;
    const moment = () => {
      const now = this.clock.now();
      return { now, until: new Date(now.getTime() + planAheadMs) };
    };
    const lanes = Array.from({ length: batchesAtOnce }, () => this.step.planDue(false, moment));
    const tallies = await Promise.all(lanes);
    return tallies.reduce((sum, tally) => ({
      schedules: sum.schedules + tally.schedules,
      fires: sum.fires + tally.fires,
    }));
  }
}
