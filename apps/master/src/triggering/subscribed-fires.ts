import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { subscriptionOf } from '../persistence/stores/schedule-row.js';
import { SubscriptionStore } from '../persistence/stores/subscription.store.js';
import { PlanWriter, type WrittenPlans } from '../planning/plan-writer.js';
import { PlanningPolicy } from '../planning/planning-policy.js';
import { plannedEach, SchedulePlanner } from '../planning/schedule-planner.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import type { Occurrence } from './occurrence.js';
import { planOccurrences } from './plan-occurrences.js';

const nothing: WrittenPlans = { plans: [], faults: [], events: [] };

/** Fires the schedules that wait for what happened: ledger and runs, in the transaction that records it. */
@Injectable()
export class SubscribedFires {
  readonly #times = new FireTimes();

  constructor(
    private readonly subscriptions: SubscriptionStore,
    private readonly planner: SchedulePlanner,
    private readonly policy: PlanningPolicy,
    private readonly writer: PlanWriter,
    private readonly clock: Clock,
  ) {}

  async fire(session: Session, occurrences: readonly Occurrence[]): Promise<WrittenPlans> {
    if (occurrences.length === 0) return nothing;
    const names = new Set(occurrences.map(({ subscription }) => subscription));
    const schedules = await this.subscriptions.lock(session, [...names]);
    if (schedules.length === 0) return nothing;
    const rules = this.policy.rules(schedules.length);
    const now = this.clock.now();
    const subjects = await this.planner.subjects(session, schedules);
    const { plans, faults } = plannedEach(subjects, (subject) => {
      const awaited = subscriptionOf(subject.schedule);
      const mine = occurrences.filter(({ subscription }) => subscription === awaited);
      return planOccurrences(subject, mine, this.#times, rules, now);
    });
    const written = await this.writer.write(session, { plans, faults }, now);
    for (const { schedule, advance } of plans) {
      // The writer moves active schedules on; a paused one must not come to the same millisecond twice either.
      if (schedule.state === 'paused') {
        await this.subscriptions.setLastPlanned(session, schedule.id, advance.lastPlannedAt!);
      }
    }
    return written;
  }
}
