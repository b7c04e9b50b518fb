import type { RunFailure, RunState } from '@orrery/domain';

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
  readonly kind: 'task' | 'schedule' | 'project';
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
}

/** A worker appeared, drained or fell silent; routing key `worker.<state>`. */
export interface WorkerEvent {
  readonly v: 1;
  readonly id: string;
  readonly at: string;
  readonly workerId: string;
  readonly workerEpoch: string;
  readonly state: 'up' | 'draining' | 'lost' | 'stopped';
  readonly lastSeenAt: string;
}
