import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultMisfirePolicy,
  isMisfire,
  judgeMisfires,
  misfirePolicies,
  misfirePolicyOf,
  type MisfireKind,
  type MisfirePolicy,
} from './misfire.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const policyOf = (policy: MisfireKind, cap = Infinity): MisfirePolicy => ({
  policy,
  windowMs: 100_000,
  toleranceMs: 10_000,
  cap,
});
const kinds = (policy: MisfirePolicy, latenesses: number[], following?: { some: boolean; late: number }) =>
  judgeMisfires(latenesses.map(ago), now, policy, following).map(({ kind }) => kind);
const beyond = (policy: MisfirePolicy, latenesses: number[]) => ({
  some: latenesses.length > 0,
  late: latenesses.filter((each) => isMisfire(ago(each), now, policy)).length,
});

describe('judgeMisfires', () => {
  it.each(misfirePolicies)('%s fires what is on time, early, or late within the tolerance', (kind) => {
    expect(kinds(policyOf(kind), [10_000, 5_000, 0, -1_000])).toEqual(['fire', 'fire', 'fire', 'fire']);
  });

  it.each(misfirePolicies)('%s misses what is older than the window', (kind) => {
    expect(judgeMisfires([ago(100_001)], now, policyOf(kind))).toMatchObject([
      { kind: 'miss', cause: 'window' },
    ]);
  });

  it('FIRE_ONCE lets the newest of a misfire stand for all', () => {
    expect(kinds(policyOf('FIRE_ONCE'), [100_001, 100_000, 50_000, 10_001])).toEqual([
      'miss',
      'merge',
      'merge',
      'fire',
    ]);
  });

  it('FIRE_ONCE merges a misfire into a later time that fires anyway', () => {
    expect(kinds(policyOf('FIRE_ONCE'), [50_000, 5_000])).toEqual(['merge', 'fire']);
    expect(kinds(policyOf('FIRE_ONCE'), [50_000, 40_000], { some: true, late: 0 })).toEqual([
      'merge',
      'merge',
    ]);
  });

  it('SKIP drops a misfire, and fires what comes after it', () => {
    expect(kinds(policyOf('SKIP'), [50_000, 10_001, 9_999])).toEqual(['skip', 'skip', 'fire']);
  });

  it('FIRE_ALL fires each, or the newest up to its cap', () => {
    expect(kinds(policyOf('FIRE_ALL'), [90_000, 50_000, 20_000, 0])).toEqual([
      'fire',
      'fire',
      'fire',
      'fire',
    ]);
    const capped = judgeMisfires([90_000, 50_000, 20_000, 0].map(ago), now, policyOf('FIRE_ALL', 2));
    expect(capped).toMatchObject([
      { kind: 'miss', cause: 'cap' },
      { kind: 'fire' },
      { kind: 'fire' },
      { kind: 'fire' },
    ]);
  });

  it('judges in pieces as it judges at once, whatever the policy', () => {
    const times = fc.uniqueArray(fc.integer({ min: -5_000, max: 150_000 }), { maxLength: 30 });
    const policies = fc.tuple(fc.constantFrom(...misfirePolicies), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(times, fc.nat(30), policies, (latenesses, cut, [kind, cap]) => {
        const policy = policyOf(kind, cap);
        const sorted = [...latenesses].sort((a, b) => b - a);
        const [first, rest] = [sorted.slice(0, cut), sorted.slice(cut)];
        const pieces = [...kinds(policy, first, beyond(policy, rest)), ...kinds(policy, rest)];
        expect(pieces).toEqual(kinds(policy, sorted));
      }),
      { numRuns: 500 },
    );
  });
});

describe('misfirePolicyOf', () => {
  it('is FIRE_ONCE within the window of the cluster when the schedule says nothing', () => {
    expect(misfirePolicyOf(null, defaultMisfirePolicy)).toEqual(defaultMisfirePolicy);
  });

  it('takes what the schedule says, and the rest from the cluster', () => {
    expect(misfirePolicyOf({ policy: 'FIRE_ALL', cap: 3 }, { windowMs: 5_000, toleranceMs: 1_000 })).toEqual({
      policy: 'FIRE_ALL',
      windowMs: 5_000,
      toleranceMs: 1_000,
      cap: 3,
    });
  });

  it('ends the tolerance with the window', () => {
    expect(misfirePolicyOf({ policy: 'SKIP', windowMs: 1_000 }, defaultMisfirePolicy).toleranceMs).toBe(
      1_000,
    );
  });
});
