import type { Isolation } from './isolation.js';
import type { SlotReserve } from '../routing/slot-reserve.js';
import type { RegistryCredentials } from './registry-credentials.js';
import type { RetryPolicy } from './retry-policy.js';
import type { Requirements, Routing } from './routing.js';
import type { SqlSpec } from './sql-spec.js';

/** How an attempt of a task is executed. */
export const taskKinds = ['shell', 'script', 'container', 'http', 'sql', 'handler'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Kinds whose attempts are processes or containers, which can be isolated; the others run inside the worker. */
export function runsPrograms(kind: DefinitionKind): boolean {
  return kind === 'shell' || kind === 'script' || kind === 'container';
}

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

/** When an image is fetched from its registry: for each attempt, where the engine has none, or never. */
export const pullPolicies = ['always', 'missing', 'never'] as const;
export type PullPolicy = (typeof pullPolicies)[number];

export interface ContainerSpec {
  readonly image: string;
  readonly pullPolicy: PullPolicy;
  /** Who asks the registry for the image; absent: whoever the engine itself is. */
  readonly registryCredentials?: RegistryCredentials;
  /** Instead of the image's. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Texts by the names of files, which are in its working directory when it begins. */
  readonly files?: Readonly<Record<string, string>>;
  /** `uid` or `uid:gid`; absent: an unprivileged one. */
  readonly user?: string;
  /** Where its command begins; absent: in the private directory of the attempt. */
  readonly workingDirectory?: string;
  /** Nothing but its private directory and /tmp can be written. */
  readonly readOnlyRoot: boolean;
}

/** `error`: the attempt fails; `manual`: the redirect itself is the response. */
export const redirectPolicies = ['follow', 'error', 'manual'] as const;
export type RedirectPolicy = (typeof redirectPolicies)[number];

/** Each part that is there has to hold. */
export interface ExpectedBody {
  readonly contains?: string;
  /** A regular expression (RE2) that matches somewhere in it. */
  readonly matches?: string;
  /** What stands at paths (JSONPath, RFC 9535) of it as JSON. */
  readonly json?: Readonly<Record<string, unknown>>;
}

export interface HttpSpec {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when a string, as JSON otherwise. */
  readonly body?: unknown;
  /** Status codes that count as success; default 200..299. */
  readonly expectStatus?: readonly number[];
  /** What the body of a response with such a status has to hold besides. */
  readonly expectBody?: ExpectedBody;
  /** What comes of a redirect; absent: followed. */
  readonly redirect?: RedirectPolicy;
  /** Redirects that are followed; absent: 20. */
  readonly maxRedirects?: number;
  /** For the connection; absent: 30,000. */
  readonly connectTimeoutMs?: number;
  /** From the beginning to the end of the body, redirects included; absent: the timeout of the task. */
  readonly totalTimeoutMs?: number;
  /** A longer response fails; absent: what is beyond the result is not read. */
  readonly maxResponseBytes?: number;
  /** Values of the result by name: where in the JSON of the response each stands (JSONPath, RFC 9535). */
  readonly outputs?: Readonly<Record<string, string>>;
}

export interface HandlerSpec {
  /** Name a worker registered with `@TaskHandler(name)`. */
  readonly handler: string;
}

export type TaskSpec = ShellSpec | ScriptSpec | ContainerSpec | HttpSpec | SqlSpec | HandlerSpec;

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
  readonly isolation: Isolation;
  /** Names by which its attempts see secrets -> names of secrets of its project. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Running it twice does no harm: attempts start without a claim, and a lost one needs no fence. */
  readonly idempotent: boolean;
  /** Slots that a run has before it begins; of workflows only. */
  readonly reserve?: readonly SlotReserve[];
  /** Its runs use slots that their workflow run has reserved; said of nodes of workflows only. */
  readonly usesReserved?: boolean;
  readonly description: string;
}
