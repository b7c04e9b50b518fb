import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticksBetween } from './ticks.js';
import { ZoneClock } from './zone-clock.js';

const utc = new ZoneClock('UTC');
const berlin = new ZoneClock('Europe/Berlin');
const texts = (from: string, to: string, most: number, clock = utc) =>
  ticksBetween(Date.parse(from), Date.parse(to), most, clock).map(({ text }) => text);

describe('ticks', () => {
  it('are round times', () => {
    expect(texts('2026-03-01T12:00:07Z', '2026-03-01T12:02:10Z', 9)).toEqual([
      ...['12:00:15', '12:00:30', '12:00:45', '12:01:00'],
      ...['12:01:15', '12:01:30', '12:01:45', '12:02:00'],
    ]);
    expect(texts('2026-03-01T12:00:00.010Z', '2026-03-01T12:00:00.210Z', 4)).toEqual([
      ...['12:00:00.050', '12:00:00.100', '12:00:00.150', '12:00:00.200'],
    ]);
  });

  it('name the day where it begins', () => {
    expect(texts('2026-03-01T13:00:00Z', '2026-03-02T13:00:00Z', 5)).toEqual([
      '18:00',
      '2 Mar',
      '06:00',
      '12:00',
    ]);
    expect(texts('2026-02-26T13:00:00Z', '2026-03-02T13:00:00Z', 5)).toEqual([
      '27 Feb',
      '28 Feb',
      '1 Mar',
      '2 Mar',
    ]);
  });

  it('stay round where the clocks go on, and where they go back', () => {
    expect(texts('2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z', 9, berlin)).toEqual([
      '23:00',
      '29 Mar',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
      '07:00',
    ]);
    expect(texts('2026-10-24T21:00:00Z', '2026-10-25T10:00:00Z', 7, berlin)).toEqual([
      '25 Oct',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
      '10:00',
    ]);
  });

  it('are between the ends, in order, and not more than there is room for', () => {
    const spans = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 2e12 }));
    const clocks = fc.constantFrom(
      utc,
      berlin,
      new ZoneClock('Asia/Kolkata'),
      new ZoneClock('America/New_York'),
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 2, max: 12 }), clocks, ([from, span], most, clock) => {
        const times = ticksBetween(from, from + span, most, clock).map(({ atMs }) => atMs);
        expect(times.every((atMs) => atMs >= from && atMs <= from + span)).toBe(true);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(times.length).toBeLessThanOrEqual(most + 2);
      }),
    );
  });
});
