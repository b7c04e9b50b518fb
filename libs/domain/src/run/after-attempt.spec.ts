import { describe, expect, it } from 'vitest';
import { defaultRetryPolicy, type RetryPolicy } from '../task/retry-policy.js';
import { afterAttempt, type AttemptEnd } from './after-attempt.js';
import type { RunFailure } from './failure.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const policy: RetryPolicy = {
  ...defaultRetryPolicy,
  maxAttempts: 3,
  backoff: { kind: 'fixed', delayMs: 1_000 },
};
const exit = (exitCode: number, retry?: RunFailure['retry']): RunFailure => ({
  kind: 'exit_code',
  message: `exit ${exitCode}`,
  exitCode,
  retry,
});
const end = (over: Partial<AttemptEnd> = {}): AttemptEnd => ({
  attempt: 1,
  losses: 0,
  outcome: 'failed',
  failure: exit(1),
  cancelRequested: false,
  ...over,
});
const verdict = (over: Partial<AttemptEnd>, rules: Partial<RetryPolicy> = {}) =>
  afterAttempt(end(over), { ...policy, ...rules }, now, 0.5);
const retryAt = (ms: number) => ({ kind: 'retry', dueAt: new Date(now.getTime() + ms) });

describe('afterAttempt', () => {
  it.each(['succeeded', 'cancelled'] as const)('ends a run whose attempt %s', (outcome) => {
    expect(verdict({ outcome })).toEqual({ kind: 'finish', state: outcome });
  });

  it('retries until the attempts are used up', () => {
    expect(verdict({ attempt: 1 })).toEqual(retryAt(1_000));
    expect(verdict({ attempt: 2 })).toEqual(retryAt(1_000));
    expect(verdict({ attempt: 3 })).toEqual({ kind: 'finish', state: 'failed' });
    expect(verdict({ attempt: 3, outcome: 'timed_out' })).toEqual({ kind: 'finish', state: 'timed_out' });
  });

  it('does not count lost attempts against maxAttempts, but against maxLosses', () => {
    expect(verdict({ attempt: 4, losses: 2 })).toEqual(retryAt(1_000));
    expect(verdict({ attempt: 5, losses: 2 })).toEqual({ kind: 'finish', state: 'failed' });
    expect(verdict({ outcome: 'lost', losses: 2 })).toEqual(retryAt(0));
    expect(verdict({ outcome: 'lost', losses: 3 })).toEqual({ kind: 'quarantine' });
  });

  it.each(['failed', 'timed_out', 'lost'] as const)('lets a wish to cancel win over %s', (outcome) => {
    expect(verdict({ outcome, cancelRequested: true })).toEqual({ kind: 'finish', state: 'cancelled' });
  });

  it('counts a success although somebody wanted to cancel', () => {
    expect(verdict({ outcome: 'succeeded', cancelRequested: true })).toMatchObject({ state: 'succeeded' });
  });

  it('retries only what retryOn names, and never what neverOn names', () => {
    const retryOn = { exitCodes: [75], kinds: ['network' as const] };
    const given = { kind: 'finish', state: 'failed' };
    expect(verdict({ failure: exit(75) }, { retryOn })).toEqual(retryAt(1_000));
    expect(verdict({ failure: { kind: 'network', message: '' } }, { retryOn })).toEqual(retryAt(1_000));
    expect(verdict({ failure: exit(1) }, { retryOn })).toEqual(given);
    expect(verdict({ failure: exit(75) }, { retryOn, neverOn: { exitCodes: [75] } })).toEqual(given);
    expect(verdict({ failure: exit(1) }, { retryOn: {} })).toEqual(given);
    expect(verdict({ failure: undefined }, { retryOn })).toEqual(retryAt(1_000));
  });

  it('does what the task asks for: never again, or at an instant', () => {
    const at = (ms: number) => exit(1, { kind: 'at', at: new Date(now.getTime() + ms).toISOString() });
    expect(verdict({ failure: exit(1, { kind: 'never' }) })).toMatchObject({ kind: 'finish' });
    expect(verdict({ failure: at(90_000) })).toEqual(retryAt(90_000));
    expect(verdict({ failure: at(-90_000) })).toEqual(retryAt(0));
    expect(verdict({ failure: at(1e13) })).toEqual(retryAt(366 * 86_400_000));
    expect(verdict({ failure: exit(1, { kind: 'at', at: 'tomorrow' }) })).toEqual(retryAt(1_000));
    expect(verdict({ failure: at(1), attempt: 3 })).toMatchObject({ kind: 'finish' });
  });
});
