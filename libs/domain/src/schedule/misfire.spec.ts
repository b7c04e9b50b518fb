import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultMisfirePolicy, judgeMisfires } from './misfire.js';

const policy = { kind: 'fireOnce' as const, windowMs: 100_000, toleranceMs: 10_000 };
const now = new Date('2026-03-01T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const kinds = (latenesses: number[], moreFollow = false) =>
  judgeMisfires(latenesses.map(ago), now, policy, moreFollow).map(({ kind }) => kind);

describe('judgeMisfires', () => {
  it('fires what is on time, early, or late within the tolerance', () => {
    expect(kinds([10_000, 5_000, 0, -1_000])).toEqual(['fire', 'fire', 'fire', 'fire']);
  });

  it('lets the newest of a misfire stand for all, and misses what is older than the window', () => {
    expect(kinds([100_001, 100_000, 50_000, 10_001])).toEqual(['miss', 'merge', 'merge', 'fire']);
  });

  it('merges a misfire into a later time that fires anyway', () => {
    expect(kinds([50_000, 5_000])).toEqual(['merge', 'fire']);
    expect(kinds([50_000, 40_000], true)).toEqual(['merge', 'merge']);
  });

  it('says nothing about nothing, and misses a lone time beyond the window', () => {
    expect(kinds([])).toEqual([]);
    expect(kinds([100_001])).toEqual(['miss']);
    expect(defaultMisfirePolicy.windowMs).toBeGreaterThan(defaultMisfirePolicy.toleranceMs);
  });

  it('judges in pieces as it judges at once', () => {
    const times = fc.uniqueArray(fc.integer({ min: -5_000, max: 150_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(times, fc.nat(30), (latenesses, cut) => {
        const sorted = [...latenesses].sort((a, b) => b - a);
        const [first, rest] = [sorted.slice(0, cut), sorted.slice(cut)];
        expect([...kinds(first, rest.length > 0), ...kinds(rest)]).toEqual(kinds(sorted));
      }),
    );
  });
});
