import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from './candidate.js';
import { routingPolicies, type RoutingPolicy } from '../task/routing.js';
import { chooseWorker, type Wanted } from './choose-worker.js';
import { noMemory, remember, type RoutingMemory } from './routing-memory.js';

function candidate(id: string, over: Partial<Candidate> = {}): Candidate {
  return {
    id,
    slots: 4,
    taken: 0,
    reserved: 0,
    reservedInUse: 0,
    onTheWay: 0,
    share: 1,
    healthy: true,
    ...over,
  };
}

function wanted(over: Partial<Wanted> = {}): Wanted {
  return { weight: 1, key: 'key', memory: noMemory, random: Math.random, ...over };
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `w-${String(n).padStart(3, '0')}`);

const candidates = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 })
  .chain((ids) =>
    fc.tuple(
      ...ids.sort().map((id) =>
        fc.record({
          id: fc.constant(id),
          slots: fc.integer({ min: 1, max: 6 }),
          taken: fc.integer({ min: 0, max: 8 }),
          reserved: fc.integer({ min: 0, max: 2 }),
          reservedInUse: fc.constant(0),
          onTheWay: fc.integer({ min: 0, max: 3 }),
          share: fc.integer({ min: 1, max: 9 }),
          healthy: fc.boolean(),
        }),
      ),
    ),
  );
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** How often each worker is chosen when the same ask comes again and again. */
function tally(policy: RoutingPolicy, all: readonly Candidate[], rounds: number): Map<string, number> {
  const counts = new Map<string, number>();
  let memory: RoutingMemory = noMemory;
  for (let round = 0; round < rounds; round += 1) {
    const choice = chooseWorker(policy, all, wanted({ memory, key: `key ${round}` }));
    if (choice.kind === 'wait') continue;
    memory = remember(
      memory,
      choice.id,
      all.map(({ id }) => id),
    );
    counts.set(choice.id, (counts.get(choice.id) ?? 0) + 1);
  }
  return counts;
}

describe.each(routingPolicies)('%s', (policy) => {
  it('chooses one of the candidates, with room for the run, or waits and says why', () => {
    fc.assert(
      fc.property(candidates, random, fc.integer({ min: 1, max: 4 }), (all, number, weight) => {
        const choice = chooseWorker(policy, all, wanted({ weight, random: () => number }));
        if (choice.kind === 'wait') {
          expect(choice.reason).toMatch(/slot/);
          return;
        }
        const found = all.find(({ id }) => id === choice.id);
        expect(found).toBeDefined();
        const isFree = found!.taken + weight <= found!.slots;
        expect(isFree || found!.onTheWay + weight <= Math.max(weight, found!.slots / 4 + 1)).toBe(true);
      }),
    );
  });

  it('waits when there is nobody, and takes a single free worker', () => {
    expect(chooseWorker(policy, [], wanted()).kind).toBe('wait');
    expect(chooseWorker(policy, [candidate('only')], wanted())).toEqual({ kind: 'worker', id: 'only' });
  });
});

describe('policies that mean one worker', () => {
  const busy = [candidate('a', { taken: 4, onTheWay: 1 }), candidate('b')];

  it('FIRST and LAST take the first and last by id, and wait for it when it is full', () => {
    const three = [candidate('a'), candidate('b'), candidate('c')];
    expect(chooseWorker('FIRST', three, wanted())).toEqual({ kind: 'worker', id: 'a' });
    expect(chooseWorker('LAST', three, wanted())).toEqual({ kind: 'worker', id: 'c' });
    expect(chooseWorker('FIRST', busy, wanted())).toEqual({
      kind: 'wait',
      reason: 'FIRST means worker a, which has 4 of 4 slots taken',
      on: 'a',
    });
  });

  it('FAILOVER goes to the next only when the one before is not healthy', () => {
    expect(chooseWorker('FAILOVER', busy, wanted()).kind).toBe('wait');
    const ill = [candidate('a', { healthy: false }), candidate('b'), candidate('c')];
    expect(chooseWorker('FAILOVER', ill, wanted())).toEqual({ kind: 'worker', id: 'b' });
  });

  it('CONSISTENT_HASH spreads keys evenly and moves only 1/n of them when a worker joins or leaves', () => {
    const of = (count: number) => names(count).map((id) => candidate(id));
    const keys = Array.from({ length: 4_000 }, (_, n) => `customer ${n}`);
    const places = (all: readonly Candidate[]) =>
      keys.map((key) => {
        const choice = chooseWorker('CONSISTENT_HASH', all, wanted({ key }));
        return choice.kind === 'worker' ? choice.id : '';
      });
    const ten = places(of(10));
    for (const name of names(10)) {
      expect(ten.filter((place) => place === name).length / 400).toBeCloseTo(1, 0);
    }
    const eleven = places(of(11));
    const moved = keys.filter((_, n) => ten[n] !== eleven[n]);
    expect(moved.length / keys.length).toBeLessThan(1.3 / 11);
    expect(eleven.filter((place, n) => place !== ten[n]).every((place) => place === names(11)[10])).toBe(
      true,
    );
  });

  it('CONSISTENT_HASH moves no key of a worker that stays, whoever leaves', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 12 }), fc.nat(), (key, count, gone) => {
        const all = names(count).map((id) => candidate(id));
        const before = chooseWorker('CONSISTENT_HASH', all, wanted({ key }));
        const left = all.filter((_, n) => n !== gone % count);
        const after = chooseWorker('CONSISTENT_HASH', left, wanted({ key }));
        if (before.kind === 'worker' && before.id !== all[gone % count]!.id) expect(after).toEqual(before);
      }),
    );
  });
});

describe('policies that mean any worker with room', () => {
  const four = names(4).map((id) => candidate(id));

  it('ROUND_ROBIN, LEAST_FREQUENTLY_USED and LEAST_RECENTLY_USED are exactly even', () => {
    for (const policy of ['ROUND_ROBIN', 'LEAST_FREQUENTLY_USED', 'LEAST_RECENTLY_USED'] as const) {
      expect([...tally(policy, four, 400).values()], policy).toEqual([100, 100, 100, 100]);
    }
  });

  it('ROUND_ROBIN goes on behind the last one, also when that one is gone', () => {
    const memory = { ...noMemory, last: 'w-001' };
    const without = four.filter(({ id }) => id !== 'w-001');
    expect(chooseWorker('ROUND_ROBIN', without, wanted({ memory }))).toMatchObject({ id: 'w-002' });
    const last = { ...noMemory, last: 'w-003' };
    expect(chooseWorker('ROUND_ROBIN', four, wanted({ memory: last }))).toMatchObject({ id: 'w-000' });
  });

  it('LEAST_FREQUENTLY_USED gives a worker that joins its turn and not everything', () => {
    let memory = noMemory;
    const known = (all: readonly Candidate[]) => all.map(({ id }) => id);
    const next = (all: readonly Candidate[]) => {
      const choice = chooseWorker('LEAST_FREQUENTLY_USED', all, wanted({ memory }));
      if (choice.kind === 'worker') memory = remember(memory, choice.id, known(all));
      return choice.kind === 'worker' ? choice.id : '';
    };
    for (let n = 0; n < 400; n += 1) next(four);
    const five = [...four, candidate('w-new')];
    const chosen = Array.from({ length: 100 }, () => next(five));
    expect(chosen.filter((id) => id === 'w-new').length).toBeLessThanOrEqual(21);
  });

  it('RANDOM is about even, and WEIGHTED about proportional to the shares', () => {
    for (const count of tally('RANDOM', four, 4_000).values()) expect(count / 1_000).toBeCloseTo(1, 0);
    const shares = four.map((each, n) => ({ ...each, share: n + 1 }));
    const counts = tally('WEIGHTED', shares, 10_000);
    for (const { id, share } of shares) expect((counts.get(id) ?? 0) / 1_000).toBeCloseTo(share, 0);
  });

  it('LEAST_LOADED prefers healthy workers, and of two the less loaded one', () => {
    fc.assert(
      fc.property(random, (number) => {
        const two = [candidate('a', { taken: 3 }), candidate('b', { taken: 1 })];
        const ask = wanted({ random: () => number });
        expect(chooseWorker('LEAST_LOADED', two, ask)).toMatchObject({ id: 'b' });
        const ill = [two[0]!, { ...two[1]!, healthy: false }];
        expect(chooseWorker('LEAST_LOADED', ill, ask)).toMatchObject({ id: 'a' });
      }),
    );
  });

  it('LEAST_LOADED keeps the fullest of many close to the average', () => {
    const load = new Map(names(20).map((id) => [id, 0]));
    for (let n = 0; n < 400; n += 1) {
      const all = [...load].map(([id, taken]) => candidate(id, { taken, slots: 1_000 }));
      const choice = chooseWorker('LEAST_LOADED', all, wanted());
      if (choice.kind === 'worker') load.set(choice.id, load.get(choice.id)! + 1);
    }
    expect(Math.max(...load.values())).toBeLessThanOrEqual(25);
  });

  it('SHARDING spreads: one for each worker before any gets a second one', () => {
    let all = four;
    for (let n = 0; n < 8; n += 1) {
      const choice = chooseWorker('SHARDING', all, wanted());
      all = all.map((each) =>
        choice.kind === 'worker' && each.id === choice.id ? { ...each, taken: each.taken + 1 } : each,
      );
    }
    expect(all.map(({ taken }) => taken)).toEqual([2, 2, 2, 2]);
  });

  it('never counts on slots that are reserved', () => {
    const all = [candidate('a', { taken: 4, reserved: 4 })];
    for (const policy of routingPolicies)
      expect(chooseWorker(policy, all, wanted()).kind, policy).toBe('wait');
  });

  it('BUSY_OVER fills the first before the second, and goes to one that is busy only when all are', () => {
    const all = [candidate('a', { taken: 4 }), candidate('b', { taken: 3 }), candidate('c')];
    expect(chooseWorker('BUSY_OVER', all, wanted())).toMatchObject({ id: 'b' });
    expect(chooseWorker('BUSY_OVER', all, wanted({ weight: 2 }))).toMatchObject({ id: 'c' });
    const busy = all.map((each) => ({ ...each, taken: 4 }));
    expect(chooseWorker('BUSY_OVER', busy, wanted())).toMatchObject({ id: 'a' });
    const waiting = busy.map((each) => ({ ...each, onTheWay: 1 }));
    expect(chooseWorker('BUSY_OVER', waiting, wanted()).kind).toBe('wait');
  });
});
