import { expect, it } from 'vitest';
import { judgeLease } from './judge-lease.js';

it.each([
  [14_000, 'held'],
  [6_001, 'held'],
  [6_000, 'waning'],
  [2_001, 'waning'],
  [2_000, 'ending'],
  [1, 'ending'],
  [0, 'over'],
  [-60_000, 'over'],
] as const)('a lease of 14 s with %i ms left is %s', (remainingMs, verdict) => {
  expect(judgeLease({ remainingMs, leaseMs: 14_000 }, 2_000)).toBe(verdict);
});
