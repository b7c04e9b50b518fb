import type { Isolation, TaskKind, TaskSpec } from '@orrery/domain';

/** An attempt on its way to a worker: everything it needs, so that no worker asks back. */
export interface DispatchMessage {
  readonly v: 1;
  readonly runId: string;
  /** Number of the attempt; also the fence token that user code sees. */
  readonly attempt: number;
  readonly taskId: string;
  readonly taskName: string;
  readonly taskVersion: number;
  readonly project: string;
  readonly kind: TaskKind;
  readonly spec: TaskSpec;
  readonly params: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** `warn`: overrunning `timeoutMs` is only reported; `fail`: it ends the attempt; `both`: it does both. */
  readonly timeoutAction: 'warn' | 'fail' | 'both';
  readonly heartbeatTimeoutMs: number;
  readonly killGraceMs: number;
  /** Whether it may start without a claim. */
  readonly idempotent: boolean;
  /** Of kinds that run programs. */
  readonly isolation?: Isolation;
  /** Names by which its task sees secrets: the worker asks a master for their values when it begins. Absent: it has none. */
  readonly secrets?: readonly string[];
  readonly scheduleId: string | null;
  /** ISO 8601; what the run stands for in time. */
  readonly plannedAt: string | null;
  readonly dueAt: string;
  /** Slots it takes; absent: one. */
  readonly weight?: number;
  /** What an earlier attempt of the run stored last; absent: nothing. */
  readonly checkpoint?: { readonly value: unknown };
  /** Which part of a sharded or broadcast run it is; absent: a run of its own. */
  readonly shard?: { readonly index: number; readonly total: number };
}
