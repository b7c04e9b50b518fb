import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '@orrery/domain';
import { Broker, MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { LoopRegistry, type Logger } from '@orrery/runtime';
import { BackfillController } from './backfills/backfill.controller.js';
import { backfillParts } from './backfills/backfill.parts.js';
import { ClusterController } from './cluster/cluster.controller.js';
import { clusterParts } from './cluster/cluster.parts.js';
import { ConsistencyController } from './consistency/consistency.controller.js';
import { consistencyParts } from './consistency/consistency.parts.js';
import { HeartbeatConsumer } from './cluster/heartbeat.consumer.js';
import type { MasterConfig } from './config.js';
import { definitionParts } from './definitions/definition.parts.js';
import { ProjectController } from './definitions/project.controller.js';
import { ScheduleController } from './definitions/schedule.controller.js';
import { TaskController } from './definitions/task.controller.js';
import { dispatchingParts } from './dispatching/dispatching.parts.js';
import { ReservationController } from './dispatching/routing/reservation.controller.js';
import { PoolController } from './dispatching/limits/pool.controller.js';
import { DefinitionEvents } from './events/definition-events.js';
import { EventPublisher } from './events/event-publisher.js';
import { MasterFeed } from './events/master-feed.js';
import { OutboxRelay } from './events/outbox-relay.js';
import { explainingParts } from './explaining/explaining.parts.js';
import { WhyController } from './explaining/why.controller.js';
import { HistoryPruner } from './housekeeping/history-pruner.js';
import { PrunedNodes } from './housekeeping/pruned-nodes.js';
import { PrunedRuns } from './housekeeping/pruned-runs.js';
import { PrunedStores } from './housekeeping/pruned-stores.js';
import { PruningSchedule } from './housekeeping/pruning-schedule.js';
import { LeaderTickConsumer } from './leadership/leader-tick.consumer.js';
import { leadershipParts } from './leadership/leadership.parts.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { ledgerParts } from './ledger/ledger.parts.js';
import { LogConsumer } from './logs/log.consumer.js';
import { LogController } from './logs/log.controller.js';
import { logParts } from './logs/log.parts.js';
import { LoopSteps } from './loops/loop-steps.js';
import { MasterLoops } from './loops/master-loops.js';
import { UpkeepSteps } from './loops/upkeep-steps.js';
import {
  DispatchWake,
  HeartbeatWake,
  IntakeWake,
  ParkedWake,
  PlannerWake,
  PunctualWake,
  WorkflowWake,
} from './loops/wake-calls.js';
import { MasterLogger } from './master-logger.js';
import { MasterSettings } from './master-settings.js';
import { masterStores } from './persistence/stores/index.js';
import { planningParts } from './planning/planning.parts.js';
import { FirePreviewController } from './planning/triggers/fire-preview.controller.js';
import { AttemptNotes } from './runs/attempt-notes.js';
import { CancelOrders } from './runs/cancel-orders.js';
import { CancelReminder } from './runs/cancel-reminder.js';
import { CancelStores } from './runs/cancel-stores.js';
import { QueueTimeoutSweeper } from './runs/queue-timeout-sweeper.js';
import { ReportConsumer } from './runs/report.consumer.js';
import { ReportConfirmations } from './runs/report-confirmations.js';
import { ReportRecorder } from './runs/report-recorder.js';
import { RunAnnouncer } from './runs/run-announcer.js';
import { RunCanceller } from './runs/run-canceller.js';
import { RunClaims } from './runs/run-claims.js';
import { RunController } from './runs/run.controller.js';
import { RunEnder } from './runs/run-ender.js';
import { RunFollowers } from './runs/run-followers.js';
import { RunSamples } from './runs/run-samples.js';
import { RunService } from './runs/run.service.js';
import { RunSteps } from './runs/run-steps.js';
import { RunTrigger } from './runs/run-trigger.js';
import { ShardController } from './runs/sharding/shard.controller.js';
import { shardingParts } from './runs/sharding/sharding.parts.js';
import { WorkerReplies } from './runs/worker-replies.js';
import { SecretController } from './secrets/secret.controller.js';
import { secretParts } from './secrets/secret.parts.js';
import { SettingController } from './settings/setting.controller.js';
import { settingParts } from './settings/settings.parts.js';
import { EventController } from './triggering/event.controller.js';
import { triggeringParts } from './triggering/triggering.parts.js';
import { WorkflowAnalysisController } from './workflows/analysis/workflow-analysis.controller.js';
import { WorkflowViewsController } from './workflows/workflow-views.controller.js';
import { NodeRunController } from './workflows/runs/node-run.controller.js';
import { WorkflowRunController } from './workflows/runs/workflow-run.controller.js';
import { WorkflowStartController } from './workflows/runs/workflow-start.controller.js';
import { WorkflowWatchController } from './workflows/runs/workflow-watch.controller.js';
import { WorkflowController } from './workflows/workflow.controller.js';
import { workflowParts } from './workflows/workflow.parts.js';

/** What a master is made of and does not make itself. */
export interface MasterParts {
  readonly config: MasterConfig;
  readonly broker: Broker;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly loops: LoopRegistry;
}

const runs = [
  AttemptNotes,
  CancelOrders,
  CancelReminder,
  CancelStores,
  QueueTimeoutSweeper,
  ReportConfirmations,
  ReportRecorder,
  RunAnnouncer,
  RunCanceller,
  RunClaims,
  RunEnder,
  RunFollowers,
  RunSamples,
  RunService,
  RunSteps,
  RunTrigger,
  WorkerReplies,
];
const events = [DefinitionEvents, EventPublisher, MasterFeed, OutboxRelay];
const loops = [
  LoopSteps,
  MasterLoops,
  UpkeepSteps,
  DispatchWake,
  HeartbeatWake,
  IntakeWake,
  ParkedWake,
  PlannerWake,
  PunctualWake,
  WorkflowWake,
];

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
        BackfillController,
        ClusterController,
        ConsistencyController,
        EventController,
        FirePreviewController,
        HeartbeatConsumer,
        LeaderTickConsumer,
        LedgerController,
        LogConsumer,
        LogController,
        PoolController,
        ProjectController,
        ReportConsumer,
        ReservationController,
        RunController,
        ScheduleController,
        SecretController,
        SettingController,
        ShardController,
        TaskController,
        WhyController,
        WorkflowAnalysisController,
        WorkflowController,
        NodeRunController,
        WorkflowRunController,
        WorkflowStartController,
        WorkflowWatchController,
        WorkflowViewsController,
      ],
      providers: [
        ...given,
        ...masterStores,
        ...definitionParts,
        ...ledgerParts,
        ...planningParts,
        ...triggeringParts,
        ...dispatchingParts,
        ...explainingParts,
        ...shardingParts,
        ...runs,
        ...logParts,
        ...clusterParts,
        ...events,
        ...consistencyParts,
        ...leadershipParts,
        ...secretParts,
        ...settingParts,
        ...workflowParts,
        ...backfillParts,
        ...loops,
        HistoryPruner,
        PrunedNodes,
        PrunedRuns,
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
