import { describe, expect, it } from 'vitest';
import { DailyHours } from './daily-hours.js';

const berlin = (from: string, to: string) => new DailyHours({ from, to, timeZone: 'Europe/Berlin' });
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('DailyHours', () => {
  it('begin with the first minute and end before the last', () => {
    const office = berlin('08:00', '18:00');
    expect(office.includes(at('2026-01-15T07:00:00Z'))).toBe(true);
    expect(office.includes(at('2026-01-15T06:59:59.999Z'))).toBe(false);
    expect(office.includes(at('2026-01-15T17:00:00Z'))).toBe(false);
    expect(iso(office.opening(at('2026-01-15T17:00:00Z')))).toBe('2026-01-16T07:00');
    expect(iso(office.closing(at('2026-01-15T07:00:00Z')))).toBe('2026-01-15T17:00');
  });

  it('go over midnight', () => {
    const night = berlin('22:00', '06:00');
    expect(night.includes(at('2026-01-15T22:30:00Z'))).toBe(true);
    expect(night.includes(at('2026-01-15T05:30:00Z'))).toBe(false);
    expect(iso(night.closing(at('2026-01-15T22:30:00Z')))).toBe('2026-01-16T05:00');
  });

  it('follow the clock when it is changed: a later opening, a longer and a shorter night', () => {
    expect(iso(berlin('02:30', '05:00').opening(at('2026-03-29T00:00:00Z')))).toBe('2026-03-29T01:00');
    expect(iso(berlin('22:00', '06:00').closing(at('2026-03-28T21:00:00Z')))).toBe('2026-03-29T04:00');
    expect(iso(berlin('22:00', '06:00').closing(at('2026-10-24T20:00:00Z')))).toBe('2026-10-25T05:00');
    expect(iso(berlin('02:15', '02:45').closing(at('2026-10-25T00:20:00Z')))).toBe('2026-10-25T00:45');
    expect(iso(berlin('02:15', '02:45').opening(at('2026-10-25T00:45:00Z')))).toBe('2026-10-25T01:15');
  });

  it('pass over a day without them', () => {
    const morning = new DailyHours({ from: '08:00', to: '09:00', timeZone: 'Pacific/Apia' });
    expect(iso(morning.opening(at('2011-12-29T19:00:00Z')))).toBe('2011-12-30T18:00');
  });

  it.each([
    [{ from: '08:00', to: '08:00', timeZone: 'UTC' }, '/dailyWindow/to'],
    [{ from: '08:00', to: '09:00', timeZone: 'Mars/Olympus' }, '/dailyWindow/timeZone'],
  ])('refuse %j', (window, pointer) => {
    expect(() => new DailyHours(window)).toThrowError(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }) as Error,
    );
  });
});
