import { SecretMask, type RunFailure } from '@orrery/domain';
import type { HandlerDefinition } from '../define-handler.js';
import type { AttemptLine, Shard } from '../running/attempt-line.js';
import { runHandler, type Handled } from '../running/run-handler.js';

/** The attempt a handler is tried with; a test states what matters. */
export interface TrialAttempt {
  /** Default: none. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** From 1. Default: 1. */
  readonly attempt?: number;
  /** What an earlier attempt stored. Default: nothing. */
  readonly lastCheckpoint?: unknown;
  /** Abort it to have the attempt end. Default: it never has to. */
  readonly signal?: AbortSignal;
  readonly runId?: string;
  readonly plannedAt?: Date | null;
  readonly shard?: Shard | null;
  /** By the names under which the task sees them. They are hidden in what the handler says, as a worker hides them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Default: that of a worker, 262,144. */
  readonly resultLimitBytes?: number;
}

/** What a handler did. */
export interface TestedHandler<Result = unknown> {
  /** `ended`: it threw after its signal was aborted. */
  readonly outcome: Handled['outcome'];
  /** Null unless it succeeded. */
  readonly result: Result | null;
  /** As the run would show it; null unless it failed. */
  readonly failure: RunFailure | null;
  readonly logs: readonly { readonly stream: 'stdout' | 'stderr' | 'system'; readonly text: string }[];
  readonly progress: readonly { readonly fraction: number; readonly message: string | null }[];
  /** All of them, the newest last. */
  readonly checkpoints: readonly unknown[];
}

/**
 * Runs a handler as a worker would, without a worker, a broker or a database: the same checks of its parameters and its result,
 * the same failures. Never rejects for what the handler does.
 */
export async function testHandler<Params, Result>(
  handler: HandlerDefinition<Params, Result>,
  trial: TrialAttempt = {},
): Promise<TestedHandler<Awaited<Result>>> {
  const said = { logs: [], progress: [], checkpoints: [] };
  const mask = new SecretMask(Object.values(trial.secrets ?? {}));
  const handled = await runHandler(handler, lineOf(trial, said, mask), trial.resultLimitBytes ?? 262_144);
  return {
    outcome: handled.outcome,
    result: handled.outcome === 'succeeded' ? (mask.value(handled.result) as Awaited<Result>) : null,
    failure: handled.outcome === 'failed' ? maskedFailure(handled.failure, mask) : null,
    ...said,
  };
}

interface Said {
  readonly logs: { stream: 'stdout' | 'stderr' | 'system'; text: string }[];
  readonly progress: { fraction: number; message: string | null }[];
  readonly checkpoints: unknown[];
}

function maskedFailure(failure: RunFailure, mask: SecretMask): RunFailure {
  return { ...failure, message: mask.text(failure.message) };
}

function lineOf(trial: TrialAttempt, { logs, progress, checkpoints }: Said, mask: SecretMask): AttemptLine {
  const { signal = new AbortController().signal } = trial;
  return {
    runId: trial.runId ?? 'a-run',
    taskName: 'a-task',
    attempt: trial.attempt ?? 1,
    plannedAt: trial.plannedAt ?? null,
    shard: trial.shard ?? null,
    params: trial.params ?? {},
    lastCheckpoint: trial.lastCheckpoint,
    secrets: trial.secrets ?? {},
    signal,
    get isEnding() {
      return signal.aborted;
    },
    log: (stream, text) => void logs.push({ stream, text: mask.text(text) }),
    progress: (fraction, message) =>
      void progress.push({ fraction, message: message === null ? null : mask.text(message) }),
    checkpoint: async (value) => void checkpoints.push(mask.value(value)),
  };
}
