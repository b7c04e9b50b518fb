import type { NodeState, RunFailure, RunState, WorkflowRunState } from '@orrery/domain';
import type { WorkflowProgressDto } from '../http/workflow-run.dto.js';

/** Something happened to a run; routing key `run.<state>`, or `run.retrying` when another attempt follows. */
export interface RunEvent {
  readonly v: 1;
  /** Unique; consumers use it to act once. */
  readonly id: string;
  readonly at: string;
  readonly runId: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly project: string;
  readonly taskId: string;
  readonly taskName: string;
  readonly scheduleId: string | null;
  readonly plannedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly workerId: string | null;
  readonly exitCode: number | null;
  readonly failure: RunFailure | null;
  /** The workflow run it is a part of, and the node of it; null: of none. */
  readonly workflowRunId: string | null;
  readonly nodeId: string | null;
  /** Of the run of a workflow whose graph is over: how that ended; what was undone has failed as well. */
  readonly workflowState?: WorkflowRunState;
}

/** A node whose state has changed. */
export interface ChangedNode {
  readonly nodeId: string;
  readonly state: NodeState;
  /** The run that was made for it with this change. */
  readonly runId: string | null;
}

/** Nodes that one event names. */
export const mostChangedNodes = 200;

/** A workflow run or nodes of it have changed; routing key `workflow.<state>`. */
export interface WorkflowEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly workflowRunId: string;
  readonly workflowId: string;
  readonly project: string;
  readonly state: WorkflowRunState;
  readonly progress: WorkflowProgressDto;
  /** Null: more than `mostChangedNodes`; they are read by request. */
  readonly nodes: readonly ChangedNode[] | null;
}

/** Lines were stored; routing key `log.<runId>`. Whoever follows the run reads them by request. */
export interface LogAppendedEvent {
  readonly v: 1;
  readonly runId: string;
  readonly lastSeq: number;
}

/** A definition changed; routing key `definition.changed`. Caches drop what they know of it. */
export interface DefinitionChangedEvent {
  readonly v: 1;
  readonly kind: 'task' | 'schedule' | 'project' | 'pool' | 'workflow';
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
}

/** Something about a schedule that people should know; routing key `schedule.<kind>`. */
export interface ScheduleEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  /**
   * missed: its policies dropped planned times, `count` of them from `fromAt` to `toAt`; exhausted: it will not fire again;
   * overdue: the planned time `fromAt` has come and nobody plans it.
   */
  readonly kind: 'missed' | 'exhausted' | 'overdue';
  readonly scheduleId: string;
  readonly scheduleName: string;
  readonly project: string;
  readonly taskId: string;
  readonly count: number;
  readonly fromAt: string | null;
  readonly toAt: string | null;
  readonly reason: string;
}

/** Another master leads; routing key `leader.changed`. */
export interface LeaderEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly masterId: string;
  readonly masterEpoch: string;
  /** Epoch of the leadership: grows with each change. */
  readonly epoch: number;
  /** Who led before; null: nobody. */
  readonly before: string | null;
}

/** Something does not fit together and was not repaired, or does again; routing key `consistency.open` or `.closed`. */
export interface ConsistencyEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly check: string;
  readonly state: 'open' | 'closed';
  readonly open: number;
  readonly detail: string | null;
}

/** A cluster-wide setting changed; routing key `setting.changed`. Masters read it again. */
export interface SettingChangedEvent {
  readonly v: 1;
  readonly name: string;
  readonly version: number;
}

/** A worker's circuit breaker opened or closed; routing key `worker.breaker_<state>`. */
export interface BreakerEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly workerId: string;
  readonly state: 'open' | 'closed';
  /** In a row. */
  readonly failures: number;
  /** Until then it is sent nothing; null: closed. */
  readonly untilAt: string | null;
  readonly reason: string;
}

/** A worker joined, was cordoned or drained, stopped, or was lost; routing key `worker.<state>`. */
export interface WorkerEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly workerId: string;
  readonly workerEpoch: string;
  readonly state: 'joined' | 'cordoned' | 'draining' | 'drained' | 'lost' | 'stopped';
  readonly lastSeenAt: string;
}
