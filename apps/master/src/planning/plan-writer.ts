import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { fireKey } from '../persistence/stores/fire.store.js';
import { OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import type { ScheduleAdvance } from '../persistence/stores/due-schedule.store.js';
import { FireWithdrawal } from './fire-withdrawal.js';
import { PlanningStores } from './planning-stores.js';
import type { SchedulePlan } from './plan-schedule.js';
import { eventsOf } from './schedule-events.js';
import type { PlanningFault, PlannedSchedules } from './schedule-planner.js';
import { ScheduleStopper } from './schedule-stopper.js';

/** Plans as they were written. */
export interface WrittenPlans {
  readonly plans: readonly SchedulePlan[];
  readonly faults: readonly PlanningFault[];
  /** They stand in the outbox. */
  readonly events: readonly OutboxEvent[];
}

/** A relay in good health sends its own events; the loop takes over what is older than this. */
const relayAfterMs = 5_000;

/** Writes what a step of planning decided, in the transaction in which the schedules are claimed. */
@Injectable()
export class PlanWriter {
  constructor(
    private readonly stores: PlanningStores,
    private readonly withdrawal: FireWithdrawal,
    private readonly stopper: ScheduleStopper,
    private readonly outbox: OutboxStore,
  ) {}

  async write(session: Session, planned: PlannedSchedules, now: Date): Promise<WrittenPlans> {
    const { plans, faults } = planned;
    const { fires, runs, turns, due } = this.stores;
    const replaced = new Map(plans.flatMap((plan) => [...plan.replaced]));
    await this.withdrawal.giveWay(session, replaced, now);
    await fires.insertAll(
      session,
      plans.flatMap((plan) => plan.fires),
    );
    await runs.insertAll(
      session,
      plans.flatMap((plan) => plan.runs),
    );
    await turns.insertAll(
      session,
      plans.flatMap((plan) => plan.turns),
    );
    await due.advance(
      session,
      plans.map((plan) => plan.advance),
    );
    for (const { schedule, error } of faults) await this.stopper.stop(session, schedule, error, now);
    for (const plan of plans.filter(({ retired }) => retired)) {
      await this.stopper.retire(session, { ...plan.schedule, ...plan.advance }, now);
    }
    const events = plans.flatMap((plan) => eventsOf(plan, now));
    await this.outbox.add(session, events, new Date(now.getTime() + relayAfterMs));
    return { plans, faults, events };
  }

  /** The plans without what stands in the ledger already: it is accounted for. */
  async withoutAccounted(session: Session, plans: readonly SchedulePlan[]): Promise<SchedulePlan[]> {
    const all = plans.flatMap((plan) => plan.fires);
    const accounted = await this.stores.fires.accounted(session, all);
    return plans.map((plan) => {
      const fires = plan.fires.filter((fire) => !accounted.has(fireKey(fire)));
      const runIds = new Set(fires.map((fire) => fire.runId));
      return {
        ...plan,
        fires,
        dropped: plan.dropped.filter((fire) => !accounted.has(fireKey(fire))),
        runs: plan.runs.filter((run) => runIds.has(run.id)),
        turns: plan.turns.filter((turn) => runIds.has(turn.runId)),
        replaced: new Map([...plan.replaced].filter(([, runId]) => runIds.has(runId))),
        cancelled: plan.runs.some((run) => runIds.has(run.id)) ? plan.cancelled : [],
        advance: withoutAwaiting(plan.advance, runIds),
      };
    });
  }
}

/** A fixed delay cannot wait for a run that is not made: it is due again at once. */
function withoutAwaiting(advance: ScheduleAdvance, runIds: ReadonlySet<string | null>): ScheduleAdvance {
  if (advance.awaitedRunId === null || runIds.has(advance.awaitedRunId)) return advance;
  return { ...advance, awaitedRunId: null, nextFireAt: new Date(advance.lastPlannedAt!.getTime() + 1) };
}
