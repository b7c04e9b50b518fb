import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackfillTiming } from '../persistence/stores/backfill-row.js';
import { FireTimes } from '../planning/triggers/fire-times.js';
import { BackfillTimes } from './backfill-times.js';

const fireTimes = new FireTimes();
const timing = (over: Partial<BackfillTiming> = {}): BackfillTiming => ({
  trigger: { kind: 'cron', expression: '30 2 * * *', timeZone: 'Europe/Berlin' },
  project: 'default',
  name: 'nightly',
  anchorMs: 0,
  jitterMs: 0,
  dailyWindow: null,
  dst: null,
  ...over,
});

function all(given: BackfillTiming, from: string, to: string, order: 'forward' | 'backward', atOnce = 3) {
  const range = { timing: given, from: new Date(from), to: new Date(to), order };
  const source = new BackfillTimes(fireTimes, range);
  const found: string[] = [];
  for (let at = source.first(); at;) {
    const { times, next } = source.batch(at, atOnce);
    found.push(...times.map((time) => time.toISOString()));
    at = next;
  }
  return found;
}

describe('BackfillTimes', () => {
  it('has both ends of its range, and follows the clock of the zone over its changes', () => {
    const found = all(timing(), '2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z', 'forward');
    expect(found).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    const skipping = timing({ dst: { gap: 'skip', overlap: 'both' } });
    expect(all(skipping, '2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z', 'forward')).toHaveLength(2);
    expect(all(skipping, '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z', 'forward')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });

  it('has nothing where nothing is planned', () => {
    expect(all(timing(), '2026-03-28T01:31:00Z', '2026-03-28T23:00:00Z', 'forward')).toEqual([]);
    expect(all(timing(), '2026-03-28T01:31:00Z', '2026-03-28T23:00:00Z', 'backward')).toEqual([]);
  });

  it('keeps the grid of a fixed rate before its schedule was made', () => {
    const rate = timing({
      trigger: { kind: 'fixedRate', everyMs: 3_600_000 },
      anchorMs: Date.parse('2026-05-01T00:20:00Z'),
    });
    expect(all(rate, '2026-04-01T00:00:00Z', '2026-04-01T02:30:00Z', 'forward')).toEqual([
      '2026-04-01T00:20:00.000Z',
      '2026-04-01T01:20:00.000Z',
      '2026-04-01T02:20:00.000Z',
    ]);
  });

  it('is the same backward, in whatever pieces, and what the schedule itself would have', () => {
    const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    const given = fc.record({
      fromMs: instants,
      lengthMs: fc.integer({ min: 1, max: 5 * 86_400_000 }),
      trigger: fc.constantFrom<BackfillTiming['trigger']>(
        { kind: 'cron', expression: '*/20 1-3 * * *', timeZone: 'Europe/Berlin' },
        { kind: 'cron', expression: '0 * * * *', timeZone: 'Australia/Lord_Howe' },
        { kind: 'fixedRate', everyMs: 2_700_000 },
      ),
      jitterMs: fc.constantFrom(0, 600_000),
      dailyWindow: fc.constantFrom(null, { from: '01:00', to: '02:30', timeZone: 'Europe/Berlin' }),
      atOnce: fc.integer({ min: 1, max: 7 }),
    });
    const property = fc.property(given, ({ fromMs, lengthMs, atOnce, ...over }) => {
      const wanted = timing({ ...over, anchorMs: Date.UTC(2026, 5, 1) });
      const range = [new Date(fromMs).toISOString(), new Date(fromMs + lengthMs).toISOString()] as const;
      const forward = all(wanted, ...range, 'forward', atOnce);
      expect(all(wanted, ...range, 'backward', atOnce)).toEqual([...forward].reverse());
      const bounds = { ...wanted, startAt: null, endAt: null, anchorAt: new Date(Date.UTC(2025, 11, 1)) };
      let at = fireTimes.next(wanted.trigger, bounds, new Date(fromMs - 1));
      for (const time of forward) {
        expect(time).toBe(at!.toISOString());
        at = fireTimes.next(wanted.trigger, bounds, at!);
      }
      expect(at!.getTime()).toBeGreaterThan(fromMs + lengthMs);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
