import { Injectable } from '@nestjs/common';
import { Clock, defaultMisfirePolicy } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { HeldRuns } from '../dispatching/held-runs.js';
import { MasterSettings } from '../master-settings.js';
import { planSchedule, type SchedulePlan } from './plan-schedule.js';
import { PlanningStores } from './planning-stores.js';
import { FireTimes } from './triggers/fire-times.js';

const schedulesAtOnce = 500;

export interface PlanTally {
  readonly schedules: number;
  readonly fires: number;
}

/** Turns planned times that come up into runs. The INSERT into the ledger is the claim of a planned time. */
@Injectable()
export class DuePlanner {
  readonly #times = new FireTimes();

  constructor(
    private readonly database: Database,
    private readonly stores: PlanningStores,
    private readonly held: HeldRuns,
    private readonly clock: Clock,
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

  async #planOnce(): Promise<SchedulePlan[]> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + this.settings.config.planAheadMs);
    return this.database.transaction(async (session) => {
      const schedules = await this.stores.schedules.claimDue(session, until, schedulesAtOnce);
      if (schedules.length === 0) return [];
      const tasks = await this.stores.tasks.findAll(session, [
        ...new Set(schedules.map(({ taskId }) => taskId)),
      ]);
      const rules = { misfire: defaultMisfirePolicy, holdMs: this.settings.config.holdMs };
      const plans = schedules.map((schedule) =>
        planSchedule(schedule, tasks.get(schedule.taskId), this.#times, rules, { now, until }),
      );
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
