import type { RetryPolicy } from './retry-policy.js';
import type { Requirements, Routing } from './routing.js';

/** How an attempt of a task is executed. */
export const taskKinds = ['shell', 'script', 'http', 'handler'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** `workflow`: its runs are runs of a workflow, which no worker executes. */
export type DefinitionKind = TaskKind | 'workflow';

/** Priority classes, most urgent first; the rank (0 is most urgent) is what the database sorts by. */
export const priorities = ['critical', 'high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

export function priorityRank(priority: Priority): number {
  return priorities.indexOf(priority);
}

export function priorityOfRank(rank: number): Priority {
  return priorities[rank] ?? 'normal';
}

export const taskStates = ['active', 'paused'] as const;
export type TaskState = (typeof taskStates)[number];

/** What happens when a run outlives `timeoutMs`: tell somebody, end it, or both. */
export const timeoutActions = ['warn', 'fail', 'both'] as const;
export type TimeoutAction = (typeof timeoutActions)[number];

export interface ShellSpec {
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ScriptSpec {
  /** Program that runs the source file: `node`, `python3` or `bash`, or another one on the worker's PATH. */
  readonly interpreter: string;
  readonly source: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface HttpSpec {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when a string, as JSON otherwise. */
  readonly body?: unknown;
  /** Status codes that count as success; default 200..299. */
  readonly expectStatus?: readonly number[];
  /** Values of the result by name: where in the JSON of the response each stands (JSONPath, RFC 9535). */
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface HandlerSpec {
  /** Name a worker registered with `@TaskHandler(name)`. */
  readonly handler: string;
}

export type TaskSpec = ShellSpec | ScriptSpec | HttpSpec | HandlerSpec;

/** What to execute and how: immutable once written, each change is a new version. */
export interface TaskDefinition {
  readonly project: string;
  readonly name: string;
  readonly kind: DefinitionKind;
  readonly spec: TaskSpec;
  /** Group of workers that may run it. */
  readonly group: string;
  /** An attempt that runs longer is timed out. */
  readonly timeoutMs: number;
  readonly timeoutAction: TimeoutAction;
  /** A run that waits longer than this for its start is timed out; 0 means for ever. */
  readonly queueTimeoutMs: number;
  /** A handler that shows no progress for longer is timed out; 0 means never. */
  readonly heartbeatTimeoutMs: number;
  /** From TERM to KILL when an attempt is ended. */
  readonly killGraceMs: number;
  readonly retry: RetryPolicy;
  /** Default parameters of its runs. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly priority: Priority;
  readonly labels: Readonly<Record<string, string>>;
  /** Names under which pools limit it together with other tasks. */
  readonly tags: readonly string[];
  /** Names of pools whose slots its runs take whatever the scope of these; said by nodes of workflows only. */
  readonly pools?: readonly string[];
  /** Slots of a worker and of pools that one of its runs takes. */
  readonly weight: number;
  /** Runs of it that may be on their way or running at once, in the whole cluster; 0: any number. */
  readonly maxConcurrent: number;
  readonly routing: Routing;
  readonly requires: Requirements;
  /** Running it twice does no harm: attempts start without a claim, and a lost one needs no fence. */
  readonly idempotent: boolean;
  readonly description: string;
}
