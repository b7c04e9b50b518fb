import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from './calendar.js';

const berlin = new Calendar('Europe/Berlin');
const utc = new Calendar('UTC');

describe('a calendar', () => {
  it.each([
    ['a month after the 31st', '2026-01-31T12:00:00Z', { months: 1 }, '2026-02-28T12:00:00.000Z'],
    ['a month after, in a leap year', '2028-01-31T12:00:00Z', { months: 1 }, '2028-02-29T12:00:00.000Z'],
    ['a day, when the clock goes forward', '2026-03-28T12:00:00Z', { days: 1 }, '2026-03-29T11:00:00.000Z'],
    [
      '24 hours, when the clock goes forward',
      '2026-03-28T12:00:00Z',
      { hours: 24 },
      '2026-03-29T12:00:00.000Z',
    ],
    ['a day, into what the wall leaves out', '2026-03-28T01:30:00Z', 'P1D', '2026-03-29T01:30:00.000Z'],
    ['a day back, when the clock went back', '2026-10-25T12:00:00Z', '-P1D', '2026-10-24T11:00:00.000Z'],
    [
      'by several units',
      '2026-03-01T00:00:00Z',
      { years: 1, quarters: -1, weeks: 1n },
      '2026-12-08T00:00:00.000Z',
    ],
    ['a date', '2026-03-29', 'PT1H', '2026-03-29T00:00:00.000Z'],
  ])('shifts %s', (_, moment, by, expected) => {
    expect(berlin.shift(moment, by).toISOString()).toBe(expected);
  });

  it.each([
    ['day', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['week', '2026-03-22T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['month', '2026-02-28T23:00:00.000Z', '2026-03-31T21:59:59.999Z'],
    ['quarter', '2025-12-31T23:00:00.000Z', '2026-03-31T21:59:59.999Z'],
    ['year', '2025-12-31T23:00:00.000Z', '2026-12-31T22:59:59.999Z'],
  ])('knows where a %s starts and ends', (period, start, end) => {
    const moment = new Date('2026-03-29T10:00:00Z');
    expect(berlin.startOf(moment, period).toISOString()).toBe(start);
    expect(berlin.endOf(moment, period).toISOString()).toBe(end);
  });

  it('starts a day that has no midnight with its first moment', () => {
    const saoPaulo = new Calendar('America/Sao_Paulo');
    expect(saoPaulo.startOf('2018-11-04', 'day').toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('writes in its zone and in English', () => {
    const moment = new Date('2026-12-31T23:30:00Z');
    expect(berlin.format(moment, "yyyy-MM-dd'T'HH:mm ZZ EEEE")).toBe('2027-01-01T00:30 +01:00 Friday');
    expect(utc.format('2026-03-01T01:00:00+02:00', 'yyyyMMdd')).toBe('20260228');
  });

  it.each([
    [() => utc.format('tomorrow', 'yyyy'), 'takes "tomorrow" for an instant'],
    [() => utc.format('2026-02-30', 'yyyy'), 'takes "2026-02-30" for an instant'],
    [() => utc.format('2026-02-28', 'y'.repeat(201)), 'has a pattern longer than 200'],
    [() => utc.shift('2026-02-28', 'tomorrow'), 'shifts by "tomorrow", which is no ISO 8601 duration'],
    [() => utc.shift('2026-02-28', { day: 1 }), 'shifts by "day", which is none of years, quarters'],
    [() => utc.shift('2026-02-28', { days: 1.5 }), 'shifts by days that are no whole number'],
    [() => utc.shift('2026-02-28', { days: '1' }), 'shifts by days that are no whole number'],
    [() => utc.shift('2026-02-28', { days: null }), 'shifts by days that are no whole number'],
    [() => utc.shift('2026-02-28', { years: 8_000 }), 'outside of the years 1 to 9999'],
    [() => utc.shift('2026-02-28', 'P999999999999Y'), /cannot be reckoned|outside of the years/],
    [() => utc.startOf('2026-02-28', 'months'), 'speaks of the period "months", which is none of year'],
    [() => utc.endOf(new Date(Number.NaN), 'day'), 'cannot be reckoned'],
    [() => new Calendar('Mars/Olympus').format('2026-02-28', 'yyyy'), 'cannot be reckoned'],
  ])('refuses what makes no sense (%#)', (act, message) => {
    expect(act).toThrow(message);
  });

  it('comes back to the day where days are added and taken away', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, date, fc.integer({ min: -5_000, max: 5_000 }), (name, day, days) => {
        const calendar = new Calendar(name);
        const noon = new Date(calendar.startOf(day, 'day').getTime() + 12 * 3_600_000);
        const there = calendar.shift(noon, { days });
        expect(calendar.format(calendar.shift(there, { days: -days }), 'yyyy-MM-dd')).toBe(
          calendar.format(noon, 'yyyy-MM-dd'),
        );
      }),
    );
  });
});
