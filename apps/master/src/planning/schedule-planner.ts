import { Injectable } from '@nestjs/common';
import { Clock, defaultMisfirePolicy } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import { fireKey } from '../persistence/stores/fire.store.js';
import type { Schedule, ScheduleAdvance } from '../persistence/stores/schedule.store.js';
import type { Task } from '../persistence/stores/task.store.js';
import { planSchedule, type PlanningRules, type SchedulePlan } from './plan-schedule.js';
import { PlanningStores } from './planning-stores.js';
import { FireTimes } from './triggers/fire-times.js';

/** Planned times that one step looks at, of all its schedules together: the size of one transaction. */
const timesAtOnce = 5_000;
const leastTimes = 10;
const mostTimes = 500;

export interface PlanningMoment {
  readonly now: Date;
  readonly until: Date;
}

/** Plans claimed schedules, each apart: one that cannot be planned is paused and the others go on. */
@Injectable()
export class SchedulePlanner {
  readonly #times = new FireTimes();

  constructor(
    private readonly stores: PlanningStores,
    private readonly clock: Clock,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  moment(aheadMs: number): PlanningMoment {
    const now = this.clock.now();
    return { now, until: new Date(now.getTime() + aheadMs) };
  }

  async planAll(
    session: Session,
    schedules: readonly Schedule[],
    moment: PlanningMoment,
  ): Promise<SchedulePlan[]> {
    const taskIds = new Set(schedules.map(({ taskId }) => taskId));
    const tasks = await this.stores.tasks.findAll(session, [...taskIds]);
    const share = Math.floor(timesAtOnce / schedules.length);
    const rules = {
      misfire: defaultMisfirePolicy,
      holdMs: this.settings.config.holdMs,
      mostTimes: Math.min(mostTimes, Math.max(leastTimes, share)),
    };
    return schedules.map((schedule) => this.#plan(schedule, tasks.get(schedule.taskId), rules, moment));
  }

  /** The plans without what stands in the ledger already: it is accounted for. */
  async withoutAccounted(session: Session, plans: readonly SchedulePlan[]): Promise<SchedulePlan[]> {
    const accounted = await this.stores.fires.accounted(
      session,
      plans.flatMap((plan) => plan.fires),
    );
    return plans.map((plan) => {
      const fires = plan.fires.filter((fire) => !accounted.has(fireKey(fire)));
      const runIds = new Set(fires.map((fire) => fire.runId));
      const runs = plan.runs.filter((run) => runIds.has(run.id));
      return { ...plan, fires, runs, advance: withoutAwaiting(plan.advance, runIds) };
    });
  }

  /** Users see that it is paused; resuming it tells them what is wrong with it. */
  #plan(
    schedule: Schedule,
    task: Task | undefined,
    rules: PlanningRules,
    moment: PlanningMoment,
  ): SchedulePlan {
    try {
      return planSchedule(schedule, task, this.#times, rules, moment);
    } catch (error) {
      this.log.logger.error(
        `schedule "${schedule.name}" of project "${schedule.project}" cannot be planned (${messageOf(error)}); it is paused`,
      );
      const { id, lastPlannedAt } = schedule;
      const advance = { id, lastPlannedAt, state: 'paused' as const, nextFireAt: null, awaitedRunId: null };
      return { fires: [], runs: [], advance, behind: false };
    }
  }
}

/** A fixed delay cannot wait for a run that is not made: it is due again at once. */
function withoutAwaiting(advance: ScheduleAdvance, runIds: ReadonlySet<string | null>): ScheduleAdvance {
  if (advance.awaitedRunId === null || runIds.has(advance.awaitedRunId)) return advance;
  return { ...advance, awaitedRunId: null, nextFireAt: new Date(advance.lastPlannedAt!.getTime() + 1) };
}
