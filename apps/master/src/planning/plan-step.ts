import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, type Session } from '@orrery/persistence';
import { ClaimedSchedules } from './claimed-schedules.js';
import { PlanAftermath } from './plan-aftermath.js';
import type { PlanningMoment, SchedulePlan } from './plan-schedule.js';
import { PlanWriter, type WrittenPlans } from './plan-writer.js';
import { SchedulePlanner, type PlannedSchedules } from './schedule-planner.js';

const schedulesAtOnce = 500;

export interface PlanTally {
  readonly schedules: number;
  readonly fires: number;
}

/** Turns planned times that have come up into runs. The INSERT into the ledger is the claim of a planned time. */
@Injectable()
export class PlanStep {
  constructor(
    private readonly database: Database,
    private readonly claimed: ClaimedSchedules,
    private readonly planner: SchedulePlanner,
    private readonly writer: PlanWriter,
    private readonly aftermath: PlanAftermath,
  ) {}

  /** Plans until nothing of the kind is due: serial schedules, or the others. */
  async planDue(serial: boolean, momentOf: () => PlanningMoment): Promise<PlanTally> {
    const tally = { schedules: 0, fires: 0 };
    for (;;) {
      const written = await this.#planOnce(serial, momentOf);
      const { plans, faults } = written;
      tally.schedules += plans.length;
      tally.fires += plans.reduce((sum, plan) => sum + plan.fires.length, 0);
      this.aftermath.follow(written);
      const isFull = plans.length + faults.length === schedulesAtOnce;
      if (!isFull && !plans.some((plan) => plan.behind)) return tally;
    }
  }

  /** A planned time in the ledger that a schedule comes to once more must stop neither it nor the others. */
  async #planOnce(serial: boolean, momentOf: () => PlanningMoment): Promise<WrittenPlans> {
    try {
      return await this.#plan(serial, momentOf, (_, plans) => Promise.resolve(plans));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.#plan(serial, momentOf, (session, plans) => this.writer.withoutAccounted(session, plans));
    }
  }

  #plan(
    serial: boolean,
    momentOf: () => PlanningMoment,
    checked: (session: Session, plans: readonly SchedulePlan[]) => Promise<readonly SchedulePlan[]>,
  ): Promise<WrittenPlans> {
    return this.database.transaction(async (session) => {
      const moment = momentOf();
      const schedules = await this.claimed.claim(session, serial, moment.until, schedulesAtOnce);
      if (schedules.length === 0) return { plans: [], faults: [], events: [] };
      const planned = await this.planner.planAll(session, schedules, moment);
      const made: PlannedSchedules = { ...planned, plans: await checked(session, planned.plans) };
      return this.writer.write(session, made, moment.now);
    });
  }
}
