import type { IsolationLevel } from '../task/isolation.js';

/** How an attempt was executed, as its worker saw it. */
export interface ExecutionDetails {
  readonly isolation?: IsolationDetails;
  readonly resources?: ResourceUse;
  readonly ending?: EndingProof;
}

export interface IsolationDetails {
  readonly level: IsolationLevel;
  /** What was asked for and could not be had on that worker, one sentence each; empty: all of it was had. */
  readonly degraded: readonly string[];
}

/** What all processes of the attempt took together; a figure is missing where the machine cannot tell it. */
export interface ResourceUse {
  readonly cpuMs?: number;
  readonly maxMemoryBytes?: number;
  readonly maxPids?: number;
  readonly readBytes?: number;
  readonly writtenBytes?: number;
}

/** The proof that nothing of the attempt was left running when its end was recorded. */
export interface EndingProof {
  /** `exit`: by itself; `term`: asked to; `kill`: killed. The strongest that was needed. */
  readonly by: 'exit' | 'term' | 'kill';
  /** What was seen to be empty: a cgroup, a pid namespace, a container that was removed, or (less sure) the processes found in /proc. */
  readonly seen: 'cgroup' | 'pid_namespace' | 'container' | 'proc';
  /** Processes that had to be ended. */
  readonly processes: number;
  /** ISO 8601; when it was seen empty. */
  readonly at: string;
}
