import { ActiveRunStore } from './active-run.store.js';
import { ApprovalStore } from './approval.store.js';
import { AttemptOwnerStore } from './attempt-owner.store.js';
import { AttemptSampleStore } from './attempt-sample.store.js';
import { AuditStore } from './audit.store.js';
import { BackfillHistoryStore } from './backfill-history.store.js';
import { BackfillRunStore } from './backfill-run.store.js';
import { BackfillStore } from './backfill.store.js';
import { BacklogStore } from './backlog.store.js';
import { DueScheduleStore } from './due-schedule.store.js';
import { ConsistencyStore } from './consistency.store.js';
import { FireStore } from './fire.store.js';
import { LeadershipStore } from './leadership.store.js';
import { LedgerStore } from './ledger.store.js';
import { LogShorteningStore } from './log-shortening.store.js';
import { MasterStore } from './master.store.js';
import { NodeSampleStore } from './node-sample.store.js';
import { NodeTaskStore } from './node-task.store.js';
import { OrphanStore } from './orphan.store.js';
import { OutboxStore } from './outbox.store.js';
import { ParkedRunStore } from './parked-run.store.js';
import { PastRunStore } from './past-run.store.js';
import { PoolHoldStore } from './pool-hold.store.js';
import { PoolStore } from './pool.store.js';
import { ProjectStore } from './project.store.js';
import { PublishedEventStore } from './published-event.store.js';
import { QueuePlaceStore } from './queue-place.store.js';
import { ReservationStore } from './reservation.store.js';
import { ReservedRunStore } from './reserved-run.store.js';
import { RoutingMemoryStore } from './routing-memory.store.js';
import { RunCheckpointStore } from './run-checkpoint.store.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunRequestStore } from './run-request.store.js';
import { RunTurnStore } from './run-turn.store.js';
import { RunStore } from './run.store.js';
import { ShardSweepStore } from './shard-sweep.store.js';
import { ShardStore } from './shard.store.js';
import { ScheduleStore } from './schedule.store.js';
import { ScheduleVersionStore } from './schedule-version.store.js';
import { SecretUseStore } from './secret-use.store.js';
import { SecretStore } from './secret.store.js';
import { SettingStore } from './setting.store.js';
import { SlotRequestStore } from './slot-request.store.js';
import { StandingWorkflowRunStore } from './standing-workflow-run.store.js';
import { SubscriptionStore } from './subscription.store.js';
import { TaskLimitStore } from './task-limit.store.js';
import { TaskStore } from './task.store.js';
import { WorkerBreakerStore } from './worker-breaker.store.js';
import { WorkerLifeStore } from './worker-life.store.js';
import { WorkerLoadStore } from './worker-load.store.js';
import { WorkerStore } from './worker.store.js';
import { NodeItemStore } from './node-item.store.js';
import { NodeSpanStore } from './node-span.store.js';
import { NodeTimeStore } from './node-time.store.js';
import { NodeItemViewStore } from './node-item-view.store.js';
import { NodeViewStore } from './node-view.store.js';
import { NodeRunStore } from './node-run.store.js';
import { EndedWorkflowRunStore } from './ended-workflow-run.store.js';
import { WorkflowAuditStore } from './workflow-audit.store.js';
import { WorkflowHistoryStore } from './workflow-history.store.js';
import { WorkflowRunStore } from './workflow-run.store.js';
import { WorkflowTaskStore } from './workflow-task.store.js';
import { WorkflowWaitStore } from './workflow-wait.store.js';
import { WorkflowWakeStore } from './workflow-wake.store.js';
import { WorkflowReferenceStore } from './workflow-reference.store.js';
import { WorkflowVersionStore } from './workflow-version.store.js';
import { WorkflowStore } from './workflow.store.js';

/** Every store of the master. */
export const masterStores = [
  ActiveRunStore,
  ApprovalStore,
  AttemptOwnerStore,
  AttemptSampleStore,
  AuditStore,
  BackfillHistoryStore,
  BackfillRunStore,
  BackfillStore,
  BacklogStore,
  DueScheduleStore,
  ConsistencyStore,
  EndedWorkflowRunStore,
  FireStore,
  LeadershipStore,
  LedgerStore,
  LogShorteningStore,
  MasterStore,
  NodeSampleStore,
  NodeTaskStore,
  OrphanStore,
  OutboxStore,
  ParkedRunStore,
  PastRunStore,
  PoolHoldStore,
  PoolStore,
  ProjectStore,
  PublishedEventStore,
  QueuePlaceStore,
  ReservationStore,
  ReservedRunStore,
  RoutingMemoryStore,
  RunCheckpointStore,
  RunProgressStore,
  RunRequestStore,
  RunStore,
  RunTurnStore,
  ScheduleStore,
  ScheduleVersionStore,
  SecretStore,
  SecretUseStore,
  SettingStore,
  ShardStore,
  ShardSweepStore,
  SlotRequestStore,
  StandingWorkflowRunStore,
  SubscriptionStore,
  TaskLimitStore,
  TaskStore,
  WorkerBreakerStore,
  WorkerLifeStore,
  WorkerLoadStore,
  WorkerStore,
  NodeItemStore,
  NodeRunStore,
  NodeSpanStore,
  NodeTimeStore,
  NodeItemViewStore,
  NodeViewStore,
  WorkflowReferenceStore,
  WorkflowAuditStore,
  WorkflowHistoryStore,
  WorkflowRunStore,
  WorkflowTaskStore,
  WorkflowWaitStore,
  WorkflowWakeStore,
  WorkflowStore,
  WorkflowVersionStore,
];
