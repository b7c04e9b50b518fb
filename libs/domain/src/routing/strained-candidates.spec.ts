import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routingPolicies } from '../task/routing.js';
import type { Candidate } from './candidate.js';
import { chooseWorker, type Wanted } from './choose-worker.js';
import { noMemory } from './routing-memory.js';

const worker = (id: string, over: Partial<Candidate> = {}): Candidate => {
  const none = { taken: 0, reserved: 0, reservedInUse: 0, onTheWay: 0 };
  return { id, slots: 4, ...none, share: 4, healthy: true, ...over };
};
/** It fills so many of its slots only, since its machine is too busy. */
const strained = (id: string, slots: number, over: Partial<Candidate> = {}) =>
  worker(id, { slots, healthy: false, ...over });
const wanted = (over: Partial<Wanted> = {}): Wanted => {
  return { weight: 1, key: 'key', memory: noMemory, random: Math.random, ...over };
};
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a strained worker', () => {
  it('that takes nothing is given nothing, by no policy, whatever the others have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...routingPolicies),
        fc.array(fc.nat({ max: 5 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        random,
        (policy, taken, weight, number) => {
          const others = taken.map((each, n) => worker(`w${n}`, { taken: each, onTheWay: each }));
          const all = [strained('a', 0), ...others, strained('z', 0)];
          const choice = chooseWorker(
            policy,
            all,
            wanted({ weight, key: String(number), random: () => number }),
          );
          expect(choice).not.toMatchObject({ kind: 'worker', id: 'a' });
          expect(choice).not.toMatchObject({ kind: 'worker', id: 'z' });
        },
      ),
    );
  });

  it('is given no more than it still fills', () => {
    for (const policy of routingPolicies) {
      const full = [strained('a', 2, { taken: 2, onTheWay: 2 })];
      expect(chooseWorker(policy, full, wanted()).kind, policy).toBe('wait');
      expect(chooseWorker(policy, [strained('a', 2, { taken: 1 })], wanted()), policy).toMatchObject({
        id: 'a',
      });
    }
  });

  it.each(['LEAST_LOADED', 'PULL'] as const)(
    'is left out by %s while another one has room, and used when none has',
    (policy) => {
      fc.assert(
        fc.property(random, fc.integer({ min: 0, max: 3 }), (number, taken) => {
          const ask = wanted({ random: () => number });
          const others = [worker('b', { taken }), worker('c', { taken: 4, onTheWay: 4 })];
          expect(chooseWorker(policy, [strained('a', 3), ...others], ask)).toMatchObject({ id: 'b' });
          expect(chooseWorker(policy, [strained('a', 3), others[1]!], ask)).toMatchObject({ id: 'a' });
        }),
      );
    },
  );

  it('is passed by FAILOVER for the next one, and not by FIRST, which means it', () => {
    const all = [strained('a', 1, { taken: 1, onTheWay: 1 }), worker('b')];
    expect(chooseWorker('FAILOVER', all, wanted())).toMatchObject({ kind: 'worker', id: 'b' });
    expect(chooseWorker('FIRST', all, wanted())).toMatchObject({ kind: 'wait', on: 'a' });
  });

  it('counts as full as it is with the slots that it fills', () => {
    const all = [strained('a', 2, { taken: 1 }), worker('b', { taken: 1 })];
    expect(chooseWorker('SHARDING', all, wanted())).toMatchObject({ id: 'b' });
  });
});
