import type { ReplaceScheduleDto } from '@orrery/contracts';
import type { Clock, OverlapMode, Trigger } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import type { DefinitionContext } from '../definitions/definition-context.js';
import type { ProjectService } from '../definitions/project.service.js';
import { ScheduleChanges } from '../definitions/schedule-changes.js';
import { ScheduleRecords } from '../definitions/schedule-records.js';
import { ScheduleRules } from '../definitions/schedule-rules.js';
import { ScheduleTargets } from '../definitions/schedule-targets.js';
import { ScheduleService } from '../definitions/schedule.service.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { SubscriptionStore } from '../persistence/stores/subscription.store.js';
import { WorkflowStore } from '../persistence/stores/workflow.store.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { UnplannedTimes } from '../planning/unplanned-times.js';
import { DependencyRules } from '../triggering/dependency-rules.js';
import type { Occurrence } from '../triggering/occurrence.js';
import { SubscribedFires } from '../triggering/subscribed-fires.js';
import { PlanningRig } from './planning-rig.js';

/** Planning, changes of schedules by users, and events, on one database and clock. */
export class ChangingRig extends PlanningRig {
  readonly service: ScheduleService;
  readonly records: ScheduleRecords;
  readonly subscribed: SubscribedFires;
  readonly times = new FireTimes();

  constructor(database: Database, clock: Clock) {
    super(database, clock);
    const subscriptions = new SubscriptionStore();
    const projects = { mustExist: () => Promise.resolve() } as unknown as ProjectService;
    const told = { events: { changed: () => Promise.resolve() }, planner: { wake: () => undefined } };
    const context = { clock, ...told } as unknown as DefinitionContext;
    const dependencies = new DependencyRules(subscriptions, this.tasks);
    const targets = new ScheduleTargets(this.tasks, new WorkflowStore());
    const rules = new ScheduleRules(this.times, targets, projects, this.runs, dependencies);
    const unplanned = new UnplannedTimes(this.fires, this.times);
    this.records = new ScheduleRecords(
      this.schedules,
      this.versions,
      unplanned,
      this.withdrawal,
      new OutboxStore(),
    );
    const changes = new ScheduleChanges(database, this.records, this.withdrawal, this.keeper, context);
    this.service = new ScheduleService(database, this.schedules, this.versions, rules, changes);
    this.subscribed = new SubscribedFires(
      subscriptions,
      this.schedulePlanner,
      this.policy,
      this.writer,
      clock,
    );
  }

  body(taskId: string, trigger: Trigger, overlap: OverlapMode): ReplaceScheduleDto {
    return { target: { kind: 'task', id: taskId }, trigger, params: {}, jitterMs: 0, overlap };
  }

  /** Resolves to the ids of the runs that were started. */
  async occur(occurrences: readonly Occurrence[]): Promise<string[]> {
    const written = await this.database.transaction((session) => this.subscribed.fire(session, occurrences));
    this.written.push(written);
    return written.plans.flatMap((plan) => plan.runs).map((run) => run.id);
  }
}
