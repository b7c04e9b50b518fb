import { InvalidError, type Trigger } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FireTimes, type FireBounds } from './fire-times.js';

const times = new FireTimes();
const open: FireBounds = { startAt: null, endAt: null, anchorAt: new Date('2026-01-01T00:00:00.000Z') };
const cron = (expression: string, timeZone = 'UTC'): Trigger => ({ kind: 'cron', expression, timeZone });
const after = new Date('2026-03-10T12:00:00.000Z');
const nextOf = (trigger: Trigger, bounds = open, from = after) =>
  times.next(trigger, bounds, from)?.toISOString();

describe('FireTimes', () => {
  it.each([
    ['*/5 * * * * *', 'UTC', '2026-03-10T12:00:05.000Z'],
    ['30 3 * * *', 'Europe/Berlin', '2026-03-11T02:30:00.000Z'],
    ['@hourly', 'UTC', '2026-03-10T13:00:00.000Z'],
    ['0 9 * * MON', 'America/New_York', '2026-03-16T13:00:00.000Z'],
    ['0 0 L * *', 'UTC', '2026-03-31T00:00:00.000Z'],
  ])('fires %s in %s next at %s', (expression, zone, expected) => {
    expect(nextOf(cron(expression, zone))).toBe(expected);
  });

  it.each([
    '0 0 30 2 *',
    '* * *',
    '61 * * * *',
    'nonsense',
    '@reboot',
    '* * * * * * *',
    'H * * * *',
    '0 0 15W * *',
    '',
  ])('refuses %j and names the field', (expression) => {
    expect(() => times.validate(cron(expression))).toThrowError(
      expect.objectContaining({
        errors: [expect.objectContaining({ pointer: '/trigger/expression' })],
      }) as Error,
    );
  });

  it('refuses an unknown time zone', () => {
    expect(() => times.validate(cron('* * * * *', 'Mars/Olympus'))).toThrowError(InvalidError);
  });

  it('keeps a fixed rate on its grid', () => {
    const trigger: Trigger = { kind: 'fixedRate', everyMs: 7_000 };
    const first = times.next(trigger, open, after);
    expect((first!.getTime() - open.anchorAt.getTime()) % 7_000).toBe(0);
    expect(first!.getTime() - after.getTime()).toBeLessThanOrEqual(7_000);
  });

  it('fires on the start itself and not after the end', () => {
    const startAt = new Date('2026-04-01T00:00:00.000Z');
    expect(nextOf({ kind: 'fixedRate', everyMs: 1_000 }, { ...open, startAt })).toBe(startAt.toISOString());
    expect(nextOf(cron('@daily'), { ...open, startAt })).toBe(startAt.toISOString());
    expect(nextOf(cron('@daily'), { ...open, endAt: after })).toBeUndefined();
  });

  it('fires once and never again', () => {
    const trigger: Trigger = { kind: 'once', at: '2026-03-11T00:00:00.000Z' };
    expect(nextOf(trigger)).toBe('2026-03-11T00:00:00.000Z');
    expect(nextOf(trigger, open, new Date('2026-03-11T00:00:00.000Z'))).toBeUndefined();
  });

  it('is strictly increasing, whatever the instant and the zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    );
    const lines = fc.constantFrom('*/7 * * * * *', '30 2 * * *', '0 */3 * * *', '15 1 1 * *');
    const instants = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2034-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, lines, instants, (zone, line, from) => {
        const first = times.next(cron(line, zone), open, from)!;
        const second = times.next(cron(line, zone), open, first)!;
        return first > from && second > first;
      }),
      { numRuns: 300 },
    );
  });
});
