import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, type Session } from '@orrery/persistence';
import { HeldRuns } from '../dispatching/held-runs.js';
import { MasterSettings } from '../master-settings.js';
import type { SchedulePlan } from './plan-schedule.js';
import { PlanningStores } from './planning-stores.js';
import { SchedulePlanner } from './schedule-planner.js';

const schedulesAtOnce = 500;

export interface PlanTally {
  readonly schedules: number;
  readonly fires: number;
}

/** Turns planned times that come up into runs. The INSERT into the ledger is the claim of a planned time. */
@Injectable()
export class DuePlanner {
  constructor(
    private readonly database: Database,
    private readonly stores: PlanningStores,
    private readonly planner: SchedulePlanner,
    private readonly held: HeldRuns,
    private readonly settings: MasterSettings,
  ) {}

  async runOnce(): Promise<PlanTally> {
    const tally = { schedules: 0, fires: 0 };
    for (;;) {
      const plans = await this.#planOnce();
      tally.schedules += plans.length;
      tally.fires += plans.reduce((sum, plan) => sum + plan.fires.length, 0);
      this.held.hold(plans.flatMap((plan) => plan.runs));
      if (plans.length < schedulesAtOnce && !plans.some((plan) => plan.behind)) return tally;
    }
  }

  /** A planned time in the ledger that a schedule comes to once more must stop neither it nor the others. */
  async #planOnce(): Promise<readonly SchedulePlan[]> {
    try {
      return await this.#plan((_, plans) => Promise.resolve(plans));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.#plan((session, plans) => this.planner.withoutAccounted(session, plans));
    }
  }

  async #plan(
    checked: (session: Session, plans: readonly SchedulePlan[]) => Promise<readonly SchedulePlan[]>,
  ): Promise<readonly SchedulePlan[]> {
    return this.database.transaction(async (session) => {
      const moment = this.planner.moment(this.settings.config.planAheadMs);
      const schedules = await this.stores.schedules.claimDue(session, moment.until, schedulesAtOnce);
      if (schedules.length === 0) return [];
      const plans = await checked(session, await this.planner.planAll(session, schedules, moment));
      await this.#write(session, plans);
      return plans;
    });
  }

  async #write(session: Session, plans: readonly SchedulePlan[]): Promise<void> {
    await this.stores.fires.insertAll(
      session,
      plans.flatMap((plan) => plan.fires),
    );
    const runs = plans.flatMap((plan) => plan.runs);
    if (runs.length > 0) await this.stores.runs.insertAll(session, runs);
    await this.stores.schedules.advance(
      session,
      plans.map((plan) => plan.advance),
    );
  }
}
