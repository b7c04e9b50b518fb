import type { Backoff } from '../task/retry-policy.js';

/**
 * Milliseconds to wait after the given failed attempt (1 for the first).
 * @param random uniform in [0, 1); spreads the delay over +-`jitter`.
 */
export function backoffDelayMs(backoff: Backoff, failedAttempts: number, random: number): number {
  const spread = 1 + (backoff.jitter ?? 0) * (2 * random - 1);
  return Math.max(0, Math.round(plainDelayMs(backoff, failedAttempts) * spread));
}

function plainDelayMs(backoff: Backoff, failedAttempts: number): number {
  switch (backoff.kind) {
    case 'fixed':
      return backoff.delayMs;
    case 'exponential':
      return Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** (failedAttempts - 1));
    case 'custom':
      return backoff.delaysMs[Math.min(failedAttempts, backoff.delaysMs.length) - 1] ?? 0;
  }
}
