import { BackfillRunEntity } from './backfill-run.entity.js';
import { AttemptExecutionEntity } from './attempt-execution.entity.js';
import { AttemptSampleEntity } from './attempt-sample.entity.js';
import { BackfillEntity } from './backfill.entity.js';
import { ConsistencyCheckEntity } from './consistency-check.entity.js';
import { FireEntity } from './fire.entity.js';
import { LeadershipEntity } from './leadership.entity.js';
import { LogChunkEntity } from './log-chunk.entity.js';
import { LogShorteningEntity } from './log-shortening.entity.js';
import { MasterEntity } from './master.entity.js';
import { NodeSampleEntity } from './node-sample.entity.js';
import { OutboxEventEntity } from './outbox-event.entity.js';
import { ParkedRunEntity } from './parked-run.entity.js';
import { PoolHoldEntity } from './pool-hold.entity.js';
import { PoolEntity } from './pool.entity.js';
import { ProjectEntity } from './project.entity.js';
import { RoutingMemoryEntity } from './routing-memory.entity.js';
import { RunRequestEntity } from './run-request.entity.js';
import { RunCheckpointEntity } from './run-checkpoint.entity.js';
import { RunEntity } from './run.entity.js';
import { PublishedEventEntity } from './published-event.entity.js';
import { ReservedRunEntity } from './reserved-run.entity.js';
import { RunAttemptEntity } from './run-attempt.entity.js';
import { RunShardEntity } from './run-shard.entity.js';
import { RunTurnEntity } from './run-turn.entity.js';
import { ScheduleEntity } from './schedule.entity.js';
import { ScheduleVersionEntity } from './schedule-version.entity.js';
import { SecretEntity } from './secret.entity.js';
import { SettingVersionEntity } from './setting-version.entity.js';
import { ShardedRunEntity } from './sharded-run.entity.js';
import { SlotRequestEntity } from './slot-request.entity.js';
import { TaskSecretEntity } from './task-secret.entity.js';
import { TaskEntity } from './task.entity.js';
import { TaskVersionEntity } from './task-version.entity.js';
import { WorkerBreakerEntity } from './worker-breaker.entity.js';
import { WorkerReservationEntity } from './worker-reservation.entity.js';
import { WorkerEntity } from './worker.entity.js';
import { WorkflowReferenceEntity } from './workflow-reference.entity.js';
import { NodeItemEntity } from './node-item.entity.js';
import { NodeRunEntity } from './node-run.entity.js';
import { WorkflowRunEntity } from './workflow-run.entity.js';
import { WorkflowVersionEntity } from './workflow-version.entity.js';
import { WorkflowWakeEntity } from './workflow-wake.entity.js';
import { WorkflowEntity } from './workflow.entity.js';

/** Every table of the master's schema. */
export const masterEntities = [
  ProjectEntity,
  TaskEntity,
  TaskVersionEntity,
  ScheduleEntity,
  ScheduleVersionEntity,
  FireEntity,
  RunEntity,
  RunAttemptEntity,
  AttemptExecutionEntity,
  AttemptSampleEntity,
  RunCheckpointEntity,
  RunRequestEntity,
  RunTurnEntity,
  LogChunkEntity,
  LogShorteningEntity,
  WorkerEntity,
  MasterEntity,
  OutboxEventEntity,
  PublishedEventEntity,
  SettingVersionEntity,
  LeadershipEntity,
  NodeSampleEntity,
  ConsistencyCheckEntity,
  PoolEntity,
  PoolHoldEntity,
  ParkedRunEntity,
  RoutingMemoryEntity,
  RunShardEntity,
  ShardedRunEntity,
  WorkerBreakerEntity,
  WorkerReservationEntity,
  SlotRequestEntity,
  ReservedRunEntity,
  WorkflowEntity,
  WorkflowVersionEntity,
  WorkflowReferenceEntity,
  WorkflowRunEntity,
  NodeRunEntity,
  NodeItemEntity,
  WorkflowWakeEntity,
  BackfillEntity,
  BackfillRunEntity,
  SecretEntity,
  TaskSecretEntity,
];
