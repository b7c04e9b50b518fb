import { timeFields } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeVariables } from './time-variables.js';

const at = (plannedAt: string, timeZone = 'UTC') =>
  timeVariables({
    plannedAt: new Date(plannedAt),
    previousAt: null,
    nextAt: null,
    startedAt: new Date(plannedAt),
    timeZone,
  });

describe('the time variables', () => {
  it('are of the planned time, in the zone', () => {
    const variables = timeVariables({
      plannedAt: new Date('2026-03-31T22:30:05Z'),
      previousAt: new Date('2026-03-30T22:30:05Z'),
      nextAt: null,
      startedAt: new Date('2026-03-31T22:30:06.007Z'),
      timeZone: 'Europe/Berlin',
    });
    expect(variables).toEqual({
      zone: 'Europe/Berlin',
      planned: '2026-03-31T22:30:05.000Z',
      previous: '2026-03-30T22:30:05.000Z',
      next: null,
      started: '2026-03-31T22:30:06.007Z',
      year: 2026,
      month: 4,
      day: 1,
      hour: 0,
      minute: 30,
      weekday: 3,
      date: '2026-04-01',
      yesterday: '2026-03-31',
      tomorrow: '2026-04-02',
      weekStart: '2026-03-30',
      monthStart: '2026-04-01',
      monthEnd: '2026-04-30',
      previousMonthStart: '2026-03-01',
      previousMonthEnd: '2026-03-31',
      quarterStart: '2026-04-01',
      yearStart: '2026-01-01',
      compactDate: '20260401',
      compactMonth: '202604',
      compactTime: '003005',
      unixMs: Date.UTC(2026, 2, 31, 22, 30, 5),
    });
    expect(Object.keys(variables).sort()).toEqual(Object.keys(timeFields).sort());
  });

  it.each([
    ['2028-03-31T00:00:00Z', 'previousMonthEnd', '2028-02-29'],
    ['2026-03-31T00:00:00Z', 'previousMonthEnd', '2026-02-28'],
    ['2026-01-01T00:00:00Z', 'previousMonthStart', '2025-12-01'],
    ['2026-01-01T00:00:00Z', 'yesterday', '2025-12-31'],
    ['2027-01-03T00:00:00Z', 'weekStart', '2026-12-28'],
    ['2026-12-31T00:00:00Z', 'quarterStart', '2026-10-01'],
  ] as const)('of %s: %s is %s', (plannedAt, name, value) => {
    expect(at(plannedAt)[name]).toBe(value);
  });

  it('are the neighbours on the calendar, in whatever zone and on days that the clock changes', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Auckland', 'Africa/Cairo');
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    const dayBefore = (day: string) =>
      new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(zone, date, (timeZone, plannedAt) => {
        const {
          date: day,
          yesterday,
          tomorrow,
          monthStart,
          previousMonthEnd,
        } = at(plannedAt.toISOString(), timeZone);
        expect([dayBefore(day), dayBefore(tomorrow)]).toEqual([yesterday, day]);
        expect(dayBefore(monthStart)).toBe(previousMonthEnd);
      }),
    );
  });
});
