import type { FailureFilter, RetryPolicy } from '../task/retry-policy.js';
import { backoffDelayMs } from './backoff-delay.js';
import type { RunFailure } from './failure.js';
import type { AttemptOutcome } from './run-state.js';

/** What has happened to a run so far. */
export interface AttemptEnd {
  /** Number of the attempt that ended, from 1. */
  readonly attempt: number;
  /** Attempts that died with their worker, this one included. */
  readonly losses: number;
  readonly outcome: AttemptOutcome;
  readonly failure?: RunFailure;
  /** Somebody asked for the end of the run. */
  readonly cancelRequested: boolean;
}

export type AttemptVerdict =
  | { readonly kind: 'finish'; readonly state: AttemptOutcome }
  | { readonly kind: 'retry'; readonly dueAt: Date }
  | { readonly kind: 'quarantine' };

/**
 * Decides what follows the end of an attempt. An attempt lost with its worker does not count against `maxAttempts`
 * but against `maxLosses`: a run that keeps killing workers is quarantined instead of tried for ever.
 * @param random uniform in [0, 1), for the jitter.
 */
export function afterAttempt(
  end: AttemptEnd,
  policy: RetryPolicy,
  now: Date,
  random: number,
): AttemptVerdict {
  if (end.outcome === 'succeeded' || end.outcome === 'cancelled')
    return { kind: 'finish', state: end.outcome };
  if (end.cancelRequested) return { kind: 'finish', state: 'cancelled' };
  if (end.outcome === 'lost') {
    return end.losses >= policy.maxLosses ? { kind: 'quarantine' } : { kind: 'retry', dueAt: now };
  }
  const failedAttempts = end.attempt - end.losses;
  if (failedAttempts >= policy.maxAttempts || !isRetryable(end.failure, policy)) {
    return { kind: 'finish', state: end.outcome };
  }
  const asked = end.failure?.retry;
  if (asked?.kind === 'at') return { kind: 'retry', dueAt: new Date(asked.at) };
  return {
    kind: 'retry',
    dueAt: new Date(now.getTime() + backoffDelayMs(policy.backoff, failedAttempts, random)),
  };
}

function isRetryable(failure: RunFailure | undefined, policy: RetryPolicy): boolean {
  if (!failure) return true;
  if (failure.retry?.kind === 'never') return false;
  if (policy.neverOn && matches(failure, policy.neverOn)) return false;
  return policy.retryOn ? matches(failure, policy.retryOn) : true;
}

function matches(failure: RunFailure, filter: FailureFilter): boolean {
  const byCode = failure.exitCode !== undefined && (filter.exitCodes?.includes(failure.exitCode) ?? false);
  return byCode || (filter.kinds?.includes(failure.kind) ?? false);
}
