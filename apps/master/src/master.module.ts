import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '@orrery/domain';
import { Broker, MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { LoopRegistry, type Logger } from '@orrery/runtime';
import { ClusterController } from './cluster/cluster.controller.js';
import { ClusterService } from './cluster/cluster.service.js';
import { ClusterSteps } from './cluster/cluster-steps.js';
import { HearingHealth } from './cluster/hearing-health.js';
import { HeartbeatConsumer } from './cluster/heartbeat.consumer.js';
import { HeartbeatRegistry } from './cluster/heartbeat-registry.js';
import { LossRecords } from './cluster/loss-records.js';
import { LostRunRescuer } from './cluster/lost-run-rescuer.js';
import { MasterPresence } from './cluster/master-presence.js';
import { RescueRecords } from './cluster/rescue-records.js';
import { WorkerLossDetector } from './cluster/worker-loss-detector.js';
import type { MasterConfig } from './config.js';
import { DefinitionCache } from './definitions/definition-cache.js';
import { DefinitionContext } from './definitions/definition-context.js';
import { ProjectController } from './definitions/project.controller.js';
import { ProjectService } from './definitions/project.service.js';
import { ScheduleController } from './definitions/schedule.controller.js';
import { ScheduleRules } from './definitions/schedule-rules.js';
import { ScheduleService } from './definitions/schedule.service.js';
import { TaskController } from './definitions/task.controller.js';
import { TaskDeletion } from './definitions/task-deletion.js';
import { TaskService } from './definitions/task.service.js';
import { AcceptedRuns } from './dispatching/accepted-runs.js';
import { CapacityRefresher } from './dispatching/capacity-refresher.js';
import { DispatchPublisher } from './dispatching/dispatch-publisher.js';
import { DispatchRecords } from './dispatching/dispatch-records.js';
import { DispatchSteps } from './dispatching/dispatch-steps.js';
import { GroupCapacity } from './dispatching/group-capacity.js';
import { HeldRuns } from './dispatching/held-runs.js';
import { IntakeContext } from './dispatching/intake-context.js';
import { NewRunIntake } from './dispatching/new-run-intake.js';
import { RunDispatcher } from './dispatching/run-dispatcher.js';
import { RunInserter } from './dispatching/run-inserter.js';
import { UnacceptedRunRescuer } from './dispatching/unaccepted-run-rescuer.js';
import { WorkQueues } from './dispatching/work-queues.js';
import { DefinitionEvents } from './events/definition-events.js';
import { EventPublisher } from './events/event-publisher.js';
import { OutboxRelay } from './events/outbox-relay.js';
import { HistoryPruner } from './housekeeping/history-pruner.js';
import { PrunedStores } from './housekeeping/pruned-stores.js';
import { PruningSchedule } from './housekeeping/pruning-schedule.js';
import { LoopSteps } from './loops/loop-steps.js';
import { MasterLoops } from './loops/master-loops.js';
import { DispatchWake, PlannerWake } from './loops/wake-calls.js';
import { MasterLogger } from './master-logger.js';
import { MasterSettings } from './master-settings.js';
import { masterStores } from './persistence/stores/index.js';
import { DuePlanner } from './planning/due-planner.js';
import { FireLedger } from './planning/fire-ledger.js';
import { FireWithdrawal } from './planning/fire-withdrawal.js';
import { FixedDelayAdvance } from './planning/fixed-delay-advance.js';
import { PlanningSteps } from './planning/planning-steps.js';
import { PlanningStores } from './planning/planning-stores.js';
import { SchedulePlanner } from './planning/schedule-planner.js';
import { FireTimes } from './planning/triggers/fire-times.js';
import { CancelOrders } from './runs/cancel-orders.js';
import { CancelReminder } from './runs/cancel-reminder.js';
import { CancelStores } from './runs/cancel-stores.js';
import { LogConsumer } from './runs/log.consumer.js';
import { QueueTimeoutSweeper } from './runs/queue-timeout-sweeper.js';
import { ReportConsumer } from './runs/report.consumer.js';
import { ReportRecorder } from './runs/report-recorder.js';
import { RunAnnouncer } from './runs/run-announcer.js';
import { RunCanceller } from './runs/run-canceller.js';
import { RunClaims } from './runs/run-claims.js';
import { RunController } from './runs/run.controller.js';
import { RunEnder } from './runs/run-ender.js';
import { RunLogs } from './runs/run-logs.js';
import { RunService } from './runs/run.service.js';
import { RunSteps } from './runs/run-steps.js';
import { RunTrigger } from './runs/run-trigger.js';
import { WorkerReplies } from './runs/worker-replies.js';

/** What a master is made of and does not make itself. */
export interface MasterParts {
  readonly config: MasterConfig;
  readonly broker: Broker;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly loops: LoopRegistry;
}

const definitions = [
  DefinitionCache,
  DefinitionContext,
  ProjectService,
  ScheduleRules,
  ScheduleService,
  TaskDeletion,
  TaskService,
];
const planning = [
  DuePlanner,
  FireLedger,
  FireTimes,
  FireWithdrawal,
  FixedDelayAdvance,
  PlanningSteps,
  PlanningStores,
  SchedulePlanner,
];
const dispatching = [
  AcceptedRuns,
  CapacityRefresher,
  DispatchPublisher,
  DispatchRecords,
  DispatchSteps,
  GroupCapacity,
  HeldRuns,
  IntakeContext,
  NewRunIntake,
  RunDispatcher,
  RunInserter,
  UnacceptedRunRescuer,
  WorkQueues,
];
const runs = [
  CancelOrders,
  CancelReminder,
  CancelStores,
  QueueTimeoutSweeper,
  ReportRecorder,
  RunAnnouncer,
  RunCanceller,
  RunClaims,
  RunEnder,
  RunLogs,
  RunService,
  RunSteps,
  RunTrigger,
  WorkerReplies,
];
const cluster = [
  ClusterService,
  ClusterSteps,
  HearingHealth,
  HeartbeatRegistry,
  LossRecords,
  LostRunRescuer,
  MasterPresence,
  RescueRecords,
  WorkerLossDetector,
];
const events = [DefinitionEvents, EventPublisher, OutboxRelay];
const loops = [LoopSteps, MasterLoops, DispatchWake, PlannerWake];

/** The master: definitions, planning, dispatching, runs, cluster. */
@Module({})
export class MasterModule {
  static register(parts: MasterParts): DynamicModule {
    const given: Provider[] = [
      { provide: MasterSettings, useValue: new MasterSettings(parts.config) },
      { provide: MasterLogger, useValue: new MasterLogger(parts.logger) },
      { provide: Broker, useValue: parts.broker },
      { provide: MessageSender, useValue: new MessageSender(parts.broker) },
      { provide: Database, useValue: parts.database },
      { provide: Clock, useValue: parts.clock },
      { provide: LoopRegistry, useValue: parts.loops },
    ];
    return {
      module: MasterModule,
      imports: [ScheduleModule.forRoot(), dataSourceOf(parts.database)],
      controllers: [
        ClusterController,
        HeartbeatConsumer,
        LogConsumer,
        ProjectController,
        ReportConsumer,
        RunController,
        ScheduleController,
        TaskController,
      ],
      providers: [
        ...given,
        ...masterStores,
        ...definitions,
        ...planning,
        ...dispatching,
        ...runs,
        ...cluster,
        ...events,
        ...loops,
        HistoryPruner,
        PrunedStores,
        PruningSchedule,
      ],
    };
  }
}

/** Nest holds the data source: it is open and migrated before anything is answered, and closes after the last answer. */
function dataSourceOf(database: Database): DynamicModule {
  return TypeOrmModule.forRootAsync({
    name: 'master',
    useFactory: () => ({ ...database.dataSource.options, retryAttempts: 0 }),
    dataSourceFactory: async () => {
      await database.open();
      await database.migrate();
      return database.dataSource;
    },
  });
}
