import { describe, expect, it } from 'vitest';
import { attemptLogBytes, formerLogBytes } from './log-shares.js';

describe('the log of a run', () => {
  it('is its first attempt at first, and then half its newest one, half those before', () => {
    expect(attemptLogBytes(101, 1)).toBe(101);
    expect([attemptLogBytes(101, 2), attemptLogBytes(101, 100), formerLogBytes(101)]).toEqual([50, 50, 51]);
  });
});
