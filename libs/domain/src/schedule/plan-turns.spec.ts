import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSerial } from './judge-overlap.js';
import { overlapModes } from './overlap-mode.js';
import { planTurns } from './plan-turns.js';

const idle = { open: [], queued: [] };
const kinds = (plan: ReturnType<typeof planTurns>) => [...plan.verdicts.values()].map(({ kind }) => kind);

describe('planTurns', () => {
  it('starts the first of many late fires and queues or skips the others', () => {
    expect(kinds(planTurns('ALLOW', idle, ['a', 'b']))).toEqual(['open', 'open']);
    expect(kinds(planTurns('SKIP', idle, ['a', 'b']))).toEqual(['open', 'skipped']);
    expect(kinds(planTurns('QUEUE_ONE', idle, ['a', 'b', 'c']))).toEqual(['open', 'queued', 'skipped']);
    expect(kinds(planTurns('QUEUE_ALL', idle, ['a', 'b', 'c']))).toEqual(['open', 'queued', 'queued']);
  });

  it('does not make runs only to end them', () => {
    expect(kinds(planTurns('REPLACE_QUEUED', idle, ['a', 'b', 'c']))).toEqual(['open', 'replaced', 'queued']);
    expect(kinds(planTurns('CANCEL_RUNNING', idle, ['a', 'b', 'c']))).toEqual([
      'replaced',
      'replaced',
      'open',
    ]);
  });

  it('tells which runs of before give way, and to whom', () => {
    const present = { open: ['x'], queued: ['y'] };
    const replaced = planTurns('REPLACE_QUEUED', present, ['a', 'b']);
    expect([...replaced.replaced]).toEqual([['y', 'b']]);
    expect(replaced.verdicts.get('a')).toEqual({ kind: 'replaced', by: 'b' });
    const cancelled = planTurns('CANCEL_RUNNING', present, ['a']);
    expect(cancelled).toMatchObject({
      verdicts: new Map([['a', { kind: 'queued' }]]),
      replaced: new Map([['y', 'a']]),
      cancelled: new Set(['x']),
    });
    expect(planTurns('SKIP', present, ['a']).verdicts.get('a')).toMatchObject({ heldBy: 'x' });
  });

  it('judges fires at once as it judges them one after the other', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...overlapModes.filter(isSerial)), ids, fc.nat(12), (mode, runIds, cut) => {
        const first = planTurns(mode, idle, runIds.slice(0, cut));
        const left = (kind: string) =>
          [...first.verdicts].filter(([, verdict]) => verdict.kind === kind).map(([id]) => id);
        const between = { open: left('open'), queued: left('queued') };
        const second = planTurns(mode, between, runIds.slice(cut));
        const atOnce = planTurns(mode, idle, runIds);
        // Judged apart, a run that began may have to be cancelled; judged at once it never begins.
        const gone = new Set([...first.replaced.keys(), ...second.replaced.keys(), ...second.cancelled]);
        const apart = [...first.verdicts, ...second.verdicts].filter(([id]) => !gone.has(id));
        const places = (entries: typeof apart) =>
          entries.filter(([, { kind }]) => kind === 'open' || kind === 'queued').map(([id]) => id);
        expect(places(apart)).toEqual(places([...atOnce.verdicts]));
      }),
    );
  });
});
