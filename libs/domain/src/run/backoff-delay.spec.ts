import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backoff } from '../task/retry-policy.js';
import { backoffDelayMs } from './backoff-delay.js';

const delays = (backoff: Backoff) => [1, 2, 3, 4].map((n) => backoffDelayMs(backoff, n, 0.5));

describe('backoffDelayMs', () => {
  it('follows its kind', () => {
    expect(delays({ kind: 'fixed', delayMs: 200 })).toEqual([200, 200, 200, 200]);
    expect(delays({ kind: 'custom', delaysMs: [1, 5, 9] })).toEqual([1, 5, 9, 9]);
    expect(delays({ kind: 'custom', delaysMs: [] })).toEqual([0, 0, 0, 0]);
    const exponential = { kind: 'exponential' as const, initialMs: 100, factor: 3, maxMs: 1_000 };
    expect(delays(exponential)).toEqual([100, 300, 900, 1_000]);
  });

  it('stays finite however many attempts failed', () => {
    const backoff = { kind: 'exponential' as const, initialMs: 1_000, factor: 100, maxMs: 60_000 };
    expect(backoffDelayMs(backoff, 1_000, 0)).toBe(60_000);
  });

  it('spreads by no more than its jitter, and never below zero', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const jitters = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(random, jitters, fc.nat(1e9), (chance, jitter, delayMs) => {
        const delay = backoffDelayMs({ kind: 'fixed', delayMs, jitter }, 1, chance);
        return delay >= 0 && Math.abs(delay - delayMs) <= delayMs * jitter + 1;
      }),
    );
    const fixed = { kind: 'fixed' as const, delayMs: 1_000, jitter: 0.2 };
    expect([0, 0.5, 0.999999].map((chance) => backoffDelayMs(fixed, 1, chance))).toEqual([800, 1_000, 1_200]);
  });
});
