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

const longestRetryLaterMs = 366 * 86_400_000;

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
  const backoffMs = backoffDelayMs(policy.backoff, failedAttempts, random);
  return { kind: 'retry', dueAt: askedFor(end.failure, now) ?? new Date(now.getTime() + backoffMs) };
}

/** When the task itself wants its next attempt, within a year; what is no instant is no wish. */
function askedFor(failure: RunFailure | undefined, now: Date): Date | undefined {
  if (failure?.retry?.kind !== 'at') return undefined;
  const askedMs = Date.parse(failure.retry.at);
  if (Number.isNaN(askedMs)) return undefined;
  return new Date(Math.min(Math.max(askedMs, now.getTime()), now.getTime() + longestRetryLaterMs));
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
