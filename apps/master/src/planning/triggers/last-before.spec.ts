import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FireTimes, type FireBounds } from './fire-times.js';
import { lastBefore } from './last-before.js';
import { onGrid, single, type NominalTimes } from './nominal-times.js';

const fireTimes = new FireTimes();
const unbounded: FireBounds = {
  ...{ project: 'default', name: 'nightly', startAt: null, endAt: null, anchorAt: new Date(0) },
  ...{ jitterMs: 0, dailyWindow: null, dst: null },
};
const cron = (expression: string, over: Partial<FireBounds> = {}): NominalTimes => {
  const trigger = { kind: 'cron' as const, expression, timeZone: 'Europe/Berlin' };
  return (after) => fireTimes.next(trigger, { ...unbounded, ...over }, after);
};
const before = (times: NominalTimes, at: string) => lastBefore(times, new Date(at))?.toISOString();

it.each([
  ['0 * * * *', '2026-03-01T05:00:00Z', '2026-03-01T04:00:00.000Z'],
  ['30 2 * * *', '2026-03-29T01:00:00Z', '2026-03-28T01:30:00.000Z'],
  ['0 0 1 1 *', '2025-12-31T23:00:00Z', '2024-12-31T23:00:00.000Z'],
  ['0 0 29 2 *', '2026-05-01T00:00:00Z', '2024-02-28T23:00:00.000Z'],
])('%s before %s', (expression, at, wanted) => expect(before(cron(expression), at)).toBe(wanted));

it('there is none before the first', () => {
  const at = '2026-03-01T05:00:00Z';
  expect(before(single(Date.parse(at)), at)).toBeUndefined();
  expect(before(onGrid(Date.parse(at), 1_000), at)).toBeUndefined();
  expect(before(cron('0 * * * *', { startAt: new Date(at) }), at)).toBeUndefined();
});

it('is what the next one comes after, also where times are put off', () => {
  const jittered = cron('*/7 3-9 * * *', { jitterMs: 5 * 60_000 });
  const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) });
  fc.assert(
    fc.property(instants, (ms) => {
      const planned = jittered(new Date(ms))!;
      const previous = lastBefore(jittered, planned)!;
      expect(jittered(previous)).toEqual(planned);
    }),
  );
});
