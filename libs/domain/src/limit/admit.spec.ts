import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitAll, type Applicant, type LimitState } from './admit.js';
import type { Limit } from './limit.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const ageing = { now, ageingMs: 300_000 };
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

function limit(over: Partial<Limit> & { id: string }): Limit {
  return { kind: 'pool', name: over.id, scope: 'global', slots: 3, ...over };
}

function state(of: Limit, over: Partial<LimitState> = {}): LimitState {
  return { limit: of, used: 0, waitingForSlots: [], waitingForRate: [], ...over };
}

function run(id: string, over: Partial<Applicant> = {}): Applicant {
  return { id, weight: 1, place: { rank: 2, since: now }, limits: ['p'], holds: new Set(), ...over };
}

function kinds(applicants: readonly Applicant[], states: readonly LimitState[]): string[] {
  return admitAll(applicants, states, ageing).map((verdict) =>
    verdict.kind === 'admit' ? 'admit' : `${verdict.for}:${verdict.limit.id}`,
  );
}

describe('admission by limits', () => {
  it('lets runs go while there are slots, and says which limit the others wait for', () => {
    const runs = ['a', 'b', 'c'].map((id) => run(id));
    expect(kinds(runs, [state(limit({ id: 'p', slots: 3 }), { used: 1 })])).toEqual([
      'admit',
      'admit',
      'slots:p',
    ]);
    expect(kinds([run('a')], [state(limit({ id: 'p', slots: 0 }), { used: 9 })])).toEqual(['admit']);
    expect(kinds([run('a', { limits: [] })], [])).toEqual(['admit']);
  });

  it('takes the weight of a pool and one place of a task', () => {
    const states = [state(limit({ id: 'p', slots: 4 })), state(limit({ id: 't', kind: 'task', slots: 1 }))];
    const heavy = run('a', { weight: 3, limits: ['p', 't'] });
    expect(admitAll([heavy], states, ageing)[0]).toEqual({
      kind: 'admit',
      takes: [
        { limitId: 't', slots: 1 },
        { limitId: 'p', slots: 3 },
      ],
    });
    expect(kinds([run('a', { weight: 5 })], states)).toEqual(['fit:p']);
  });

  it('does not let a light run go past a heavy one that waits, nor a new one past an older one', () => {
    const heavy = run('a', { weight: 3, place: { rank: 2, since: minutesAgo(1) } });
    expect(kinds([heavy, run('b')], [state(limit({ id: 'p' }), { used: 1 })])).toEqual([
      'slots:p',
      'slots:p',
    ]);
    const waiting = [{ rank: 2, since: minutesAgo(1) }];
    expect(kinds([run('b')], [state(limit({ id: 'p' }), { waitingForSlots: waiting })])).toEqual(['slots:p']);
    const urgent = run('b', { place: { rank: 1, since: now } });
    expect(kinds([urgent], [state(limit({ id: 'p' }), { waitingForSlots: waiting })])).toEqual(['admit']);
    const aged = [{ rank: 2, since: minutesAgo(6) }];
    expect(kinds([urgent], [state(limit({ id: 'p' }), { waitingForSlots: aged })])).toEqual(['slots:p']);
  });

  it('does not hold back a run by one of the same moment', () => {
    const waiting = [{ rank: 2, since: now }];
    expect(kinds([run('a')], [state(limit({ id: 'p' }), { waitingForSlots: waiting })])).toEqual(['admit']);
  });

  it('keeps the slots of narrow limits while it waits for a wider one, and takes them once', () => {
    const narrow = limit({ id: 'n', scope: 'project' });
    const states = [state(limit({ id: 'p', slots: 1 }), { used: 1 }), state(narrow)];
    const [verdict] = admitAll([run('a', { limits: ['p', 'n'] })], states, ageing);
    expect(verdict).toMatchObject({ for: 'slots', limit: { id: 'p' }, takes: [{ limitId: 'n', slots: 1 }] });
    const again = run('a', { limits: ['p', 'n'], holds: new Set(['n']) });
    const full = [state(limit({ id: 'p', slots: 2 }), { used: 1 }), state(narrow, { used: 3 })];
    expect(admitAll([again], full, ageing)[0]).toEqual({
      kind: 'admit',
      takes: [{ limitId: 'p', slots: 1 }],
    });
  });

  it('starts no more than the rate has free, and keeps no slots while it waits for it', () => {
    const paced = limit({ id: 'r', slots: 0, rate: { count: 2, perMs: 1_000 } });
    const states = [
      state(paced, { bucket: { tokens: 2.7, refilledAt: now } }),
      state(limit({ id: 'p', slots: 9 })),
    ];
    const runs = ['a', 'b', 'c'].map((id) => run(id, { limits: ['r', 'p'] }));
    expect(kinds(runs, states)).toEqual(['admit', 'admit', 'rate:r']);
    expect(admitAll(runs, states, ageing)[2]!.takes).toEqual([]);
    const full = [states[0]!, state(limit({ id: 'p', slots: 1 }), { used: 1 })];
    expect(kinds([...runs, run('d', { limits: ['r'] })], full)).toEqual([
      'slots:p',
      'slots:p',
      'slots:p',
      'admit',
    ]);
  });

  it('never gives more slots than there are, whatever runs and limits there are', () => {
    const limits = fc.array(
      fc.record({ slots: fc.integer({ min: 0, max: 5 }), used: fc.integer({ min: 0, max: 5 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    const runs = fc.array(
      fc.record({
        weight: fc.integer({ min: 1, max: 4 }),
        rank: fc.integer({ min: 0, max: 3 }),
        in: fc.nat(15),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(limits, runs, (sizes, asked) => {
        const states = sizes.map(({ slots, used }, n) => {
          return state(limit({ id: `l${n}`, slots }), { used: Math.min(used, slots) });
        });
        const applicants = asked.map(({ weight, rank, in: bits }, n) => {
          const falls = states.flatMap(({ limit: { id } }, at) => (bits & (1 << at) ? [id] : []));
          return run(`r${n}`, { weight, place: { rank, since: minutesAgo(n) }, limits: falls });
        });
        const verdicts = admitAll(applicants, states, ageing);
        for (const { limit: each, used } of states) {
          const taken = verdicts.flatMap((verdict) =>
            verdict.takes.filter((take) => take.limitId === each.id),
          );
          const sum = taken.reduce((total, take) => total + take.slots, used);
          if (each.slots > 0) expect(sum).toBeLessThanOrEqual(each.slots);
        }
      }),
    );
  });

  it('starves nobody: with one run ending at a time, each goes in the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 3 }), narrow: fc.boolean() }), {
          minLength: 1,
          maxLength: 25,
        }),
        (asked) => {
          const p = limit({ id: 'p', slots: 3 });
          const n = limit({ id: 'n', slots: 3, scope: 'tag' });
          const waiting = asked.map(({ weight, narrow }, at) =>
            run(`r${at}`, {
              weight,
              place: { rank: 2, since: minutesAgo(0) },
              limits: narrow ? ['p', 'n'] : ['p'],
            }),
          );
          const held = new Map<string, Map<string, number>>();
          const going: string[] = [];
          const used = (id: string) => [...held.values()].reduce((sum, each) => sum + (each.get(id) ?? 0), 0);
          for (let round = 0; round < 200 && waiting.length > 0; round += 1) {
            const applicants = waiting.map((each) => ({
              ...each,
              holds: new Set(held.get(each.id)?.keys()),
            }));
            const states = [state(p, { used: used('p') }), state(n, { used: used('n') })];
            admitAll(applicants, states, ageing).forEach((verdict, at) => {
              const { id } = applicants[at]!;
              const takes = new Map(verdict.takes.map((take) => [take.limitId, take.slots]));
              held.set(id, new Map([...(held.get(id) ?? []), ...takes]));
              if (verdict.kind === 'admit') going.push(id);
            });
            for (const id of going) {
              const at = waiting.findIndex((each) => each.id === id);
              if (at >= 0) waiting.splice(at, 1);
            }
            expect(used('p')).toBeLessThanOrEqual(3);
            held.delete(going.shift()!);
          }
          expect(waiting).toEqual([]);
        },
      ),
    );
  });
});
