import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareRoom, unused, type Claimant, type Passes } from './share-room.js';

const claimants = (weights: readonly number[]): Claimant[] =>
  weights.map((weight, n) => ({ name: `p${n}`, weight }));
const none: Passes = new Map();

describe('sharing room', () => {
  it('gives each its weight, also where there is room for one at a time', () => {
    const two = claimants([1, 3]);
    let passes = none;
    const got = new Map([
      ['p0', 0],
      ['p1', 0],
    ]);
    for (let round = 0; round < 40; round += 1) {
      const shared = shareRoom(1, two, passes);
      passes = shared.passes;
      for (const [name, share] of shared.shares) got.set(name, got.get(name)! + share);
    }
    expect(got).toEqual(
      new Map([
        ['p0', 10],
        ['p1', 30],
      ]),
    );
  });

  it('converges to the weights, and shares out all there is', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 40 }), (each, room) => {
        const all = claimants(each);
        let passes = none;
        const got = each.map(() => 0);
        for (let round = 0; round < 30; round += 1) {
          const shared = shareRoom(room, all, passes);
          passes = shared.passes;
          all.forEach(({ name }, n) => (got[n]! += shared.shares.get(name)!));
        }
        const total = each.reduce((sum, weight) => sum + weight, 0);
        expect(got.reduce((sum, some) => sum + some, 0)).toBe(30 * room);
        got.forEach((some, n) => {
          expect(Math.abs(some - (30 * room * each[n]!) / total)).toBeLessThanOrEqual(each.length);
        });
      }),
    );
  });

  it('lets nobody save up while it has nothing to run', () => {
    const [first, second] = claimants([1, 1]) as [Claimant, Claimant];
    const alone = shareRoom(100, [first], none);
    const { shares } = shareRoom(10, [first, second], alone.passes);
    expect([...shares.values()]).toEqual([5, 5]);
  });

  it('charges nobody for what it did not take', () => {
    const all = claimants([1, 1]);
    const { passes } = shareRoom(10, all, none);
    const { shares } = shareRoom(4, all, unused(passes, all[0]!, 4));
    expect(shares).toEqual(
      new Map([
        ['p0', 4],
        ['p1', 0],
      ]),
    );
    expect(shareRoom(3, [], none).shares.size).toBe(0);
  });
});
