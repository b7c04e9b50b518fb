import { settingCatalogue, type Clock, type Pause, type SettingName } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { createLogger } from '@orrery/runtime';
import { readMasterConfig } from '../config.js';
import { DefinitionCache } from '../definitions/definition-cache.js';
import type { PauseState } from '../definitions/pause-state.js';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import { DueScheduleStore } from '../persistence/stores/due-schedule.store.js';
import { FireStore } from '../persistence/stores/fire.store.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunTurnStore } from '../persistence/stores/run-turn.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { WorkflowRunStore } from '../persistence/stores/workflow-run.store.js';
import { ScheduleVersionStore } from '../persistence/stores/schedule-version.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { TaskStore } from '../persistence/stores/task.store.js';
import { ClaimedSchedules } from '../planning/claimed-schedules.js';
import { DuePlanner } from '../planning/due-planner.js';
import { FireWithdrawal } from '../planning/fire-withdrawal.js';
import type { PlanAftermath } from '../planning/plan-aftermath.js';
import { PlanStep } from '../planning/plan-step.js';
import { PlanWriter, type WrittenPlans } from '../planning/plan-writer.js';
import { PlannedTasks } from '../planning/planned-tasks.js';
import { PlanningPolicy } from '../planning/planning-policy.js';
import { PlanningStores } from '../planning/planning-stores.js';
import { SchedulePlanner } from '../planning/schedule-planner.js';
import { ScheduleStopper } from '../planning/schedule-stopper.js';
import { RunRelease } from '../planning/turns/run-release.js';
import { TurnKeeper } from '../planning/turns/turn-keeper.js';
import type { ClusterSettings } from '../settings/cluster-settings.js';

/** Planning on a database and a clock, without the rest of a master: what it commits is kept here. */
export class PlanningRig {
  readonly schedules = new ScheduleStore();
  readonly versions = new ScheduleVersionStore();
  readonly tasks = new TaskStore();
  readonly fires = new FireStore();
  readonly runs = new RunStore();
  readonly turns = new RunTurnStore();
  readonly due = new DueScheduleStore();
  readonly written: WrittenPlans[] = [];
  readonly pauses: Pause[] = [];
  readonly keeper: TurnKeeper;
  readonly policy: PlanningPolicy;
  readonly schedulePlanner: SchedulePlanner;
  readonly withdrawal: FireWithdrawal;
  readonly writer: PlanWriter;
  readonly step: PlanStep;
  readonly planner: DuePlanner;

  constructor(
    readonly database: Database,
    readonly clock: Clock,
  ) {
    const settings = new MasterSettings(readMasterConfig({ ORRERY_PLAN_AHEAD_MS: '1200' }));
    const definitions = new DefinitionCache(this.tasks);
    const log = new MasterLogger(createLogger('test', 'silent'));
    const cluster = { current: (name: SettingName) => settingCatalogue[name].fallback };
    const pauses = { ofProject: () => this.pauses[0] };
    this.policy = new PlanningPolicy(
      cluster as unknown as ClusterSettings,
      settings,
      pauses as unknown as PauseState,
    );
    const tasks = new PlannedTasks(this.tasks, definitions);
    this.schedulePlanner = new SchedulePlanner(tasks, this.turns, this.policy);
    const stores = new PlanningStores(this.due, this.fires, this.runs, this.turns);
    const progress = new RunProgressStore();
    this.withdrawal = new FireWithdrawal(this.fires, this.runs, progress, this.turns, new WorkflowRunStore());
    const stopper = new ScheduleStopper(this.schedules, this.versions, log);
    this.writer = new PlanWriter(stores, this.withdrawal, stopper, new OutboxStore());
    const aftermath = { follow: (plans: WrittenPlans) => this.written.push(plans) };
    const claimed = new ClaimedSchedules(this.due, this.schedules);
    this.keeper = new TurnKeeper(
      this.turns,
      this.schedules,
      new RunRelease(this.runs, this.turns, definitions),
      clock,
    );
    this.step = new PlanStep(
      database,
      claimed,
      this.schedulePlanner,
      this.writer,
      aftermath as unknown as PlanAftermath,
    );
    this.planner = new DuePlanner(this.step, clock, settings);
  }

  /** Plans serial schedules that are due now. */
  planSerial(): Promise<unknown> {
    return this.step.planDue(true, () => ({ now: this.clock.now(), until: this.clock.now() }));
  }

  get held(): RunRow[] {
    return this.written.flatMap(({ plans }) => plans.flatMap((plan) => plan.runs));
  }
}
