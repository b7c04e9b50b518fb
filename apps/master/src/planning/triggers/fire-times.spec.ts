import type { DailyWindow, Trigger } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { FireTimes, type FireBounds } from './fire-times.js';
import { checkTiming, mustFire } from './timing-rules.js';

const times = new FireTimes();
const open: FireBounds = {
  project: 'default',
  name: 'specimen',
  startAt: null,
  endAt: null,
  anchorAt: new Date('2026-01-01T00:00:00.000Z'),
  jitterMs: 0,
  dailyWindow: null,
  dst: null,
};
const hours: DailyWindow = { from: '08:00', to: '18:00', timeZone: 'UTC' };
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

  it('keeps a fixed rate and cron to the hours of the day', () => {
    const evening = new Date('2026-03-10T17:45:00.000Z');
    const bounds = { ...open, dailyWindow: hours };
    expect(nextOf({ kind: 'fixedRate', everyMs: 1_800_000 }, bounds, evening)).toBe(
      '2026-03-11T08:00:00.000Z',
    );
    expect(nextOf(cron('*/20 * * * *'), bounds, evening)).toBe('2026-03-11T08:00:00.000Z');
    expect(nextOf(cron('0 3 * * *'), bounds, evening)).toBeUndefined();
  });

  it('lets a fixed delay that is over at night wait for the morning', () => {
    const bounds = { ...open, dailyWindow: hours };
    const delayed = (at: string, over: Partial<FireBounds> = {}) =>
      times.delayed({ ...bounds, ...over }, new Date(at))?.toISOString();
    expect(delayed('2026-03-10T22:00:00.000Z')).toBe('2026-03-11T08:00:00.000Z');
    expect(delayed('2026-03-10T10:00:00.000Z')).toBe('2026-03-10T10:00:00.000Z');
    const endAt = new Date('2026-03-11T07:00:00.000Z');
    expect(delayed('2026-03-10T22:00:00.000Z', { endAt })).toBeUndefined();
    const put = Date.parse(delayed('2026-03-10T22:00:00.000Z', { jitterMs: 60_000 })!);
    expect(put).toBeGreaterThan(Date.parse('2026-03-11T08:00:00.000Z'));
    expect(put).toBeLessThanOrEqual(Date.parse('2026-03-11T08:01:00.000Z'));
  });

  it('puts each fire off within its hours and validity, the same for the same schedule', () => {
    const bounds = {
      ...open,
      jitterMs: 7_200_000,
      dailyWindow: hours,
      endAt: new Date('2026-03-12T17:05:00.000Z'),
    };
    const found: Date[] = [];
    for (
      let at = times.next(cron('0 17 * * *'), bounds, after);
      at;
      at = times.next(cron('0 17 * * *'), bounds, at)
    ) {
      found.push(at);
    }
    const [tenth, eleventh, twelfth] = found.map((at) => at.toISOString());
    expect(found).toHaveLength(3);
    for (const [at, day] of [
      [tenth, '10'],
      [eleventh, '11'],
      [twelfth, '12'],
    ]) {
      expect(at).toMatch(new RegExp(`^2026-03-${day}T17:`));
    }
    expect(twelfth! < '2026-03-12T17:05:00.001Z').toBe(true);
    const other = times.next(cron('0 17 * * *'), { ...bounds, name: 'other' }, after);
    expect(other).not.toEqual(found[0]);
  });

  it('fires nothing that waits for an event', () => {
    expect(nextOf({ kind: 'event', event: 'orders.closed' })).toBeUndefined();
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
});

describe('checkTiming', () => {
  const pointing = (pointer: string) =>
    expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }) as Error;
  const dst = { gap: 'skip', overlap: 'both' } as const;
  const rate: Trigger = { kind: 'fixedRate', everyMs: 1_000 };
  const event: Trigger = { kind: 'event', event: 'orders.closed' };

  it.each<[string, Trigger, Partial<FireBounds>, string]>([
    ['a date that never comes', cron('0 0 30 2 *'), {}, '/trigger/expression'],
    ['an unknown zone', cron('* * * * *', 'Mars/Olympus'), {}, '/trigger/timeZone'],
    ['no instant', { kind: 'once', at: 'tomorrow' }, {}, '/trigger/at'],
    ['a clock change policy without a clock', rate, { dst }, '/dst'],
    ['jitter on what starts at once', event, { jitterMs: 1 }, '/jitterMs'],
    ['an empty window', rate, { dailyWindow: { ...hours, to: '08:00' } }, '/dailyWindow/to'],
  ])('refuses %s and names the field', (_, trigger, over, pointer) => {
    expect(() => checkTiming(times, trigger, { ...open, ...over })).toThrowError(pointing(pointer));
  });

  it.each<[string, Trigger, Partial<FireBounds>, string]>([
    ['a past year', cron('0 0 0 1 1 * 2020'), {}, '/trigger/expression'],
    ['a past instant', { kind: 'once', at: '2026-01-01T00:00:00Z' }, {}, '/trigger/at'],
    ['an end before the first time', cron('@yearly'), { endAt: new Date('2026-05-01T00:00:00Z') }, '/endAt'],
    ['hours without a time', cron('0 3 * * *'), { dailyWindow: hours }, '/dailyWindow'],
  ])('refuses to make what would never fire: %s', (_, trigger, over, pointer) => {
    expect(() => checkTiming(times, trigger, { ...open, ...over })).not.toThrow();
    expect(() => mustFire(times, trigger, { ...open, ...over }, after)).toThrowError(pointing(pointer));
  });

  it('makes what fires, and what waits for an event', () => {
    expect(() => mustFire(times, cron('@yearly'), open, after)).not.toThrow();
    expect(() => mustFire(times, event, open, after)).not.toThrow();
  });
});
