import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CronLine } from './cron-line.js';

function fires(expression: string, timeZone: string, from: string, count: number): (string | undefined)[] {
  const line = new CronLine(expression, timeZone);
  const found: (string | undefined)[] = [];
  let after: Date | undefined = new Date(from);
  while (after && found.length < count) {
    after = line.next(after);
    found.push(after?.toISOString().replace('.000Z', 'Z'));
  }
  return found;
}

/** Berlin: 2026-03-29 02:00 -> 03:00 (01:00Z), 2026-10-25 03:00 -> 02:00 (01:00Z). */
describe('CronLine across clock changes', () => {
  it('fires a skipped daily time once, when the gap ends', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
    expect(fires('*/15 2,3 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:15:00Z',
      '2026-03-29T01:30:00Z',
    ]);
  });

  it('fires a repeated daily time the first time only', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30:00Z']);
  });

  it('keeps an hourly rhythm in real time', () => {
    expect(fires('0 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00Z',
    ]);
    expect(fires('0 * * * *', 'Europe/Berlin', '2026-10-24T23:00:00Z', 3)).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
    ]);
  });

  it('knows zones whose clock changes by half an hour, and old ones', () => {
    expect(fires('15 1 1 * *', 'Australia/Lord_Howe', '2029-03-31T14:15:00Z', 1)).toEqual([
      '2029-04-30T14:45:00Z',
    ]);
    expect(fires('0 12 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T06:30:00Z']);
  });

  it('is strictly increasing in every zone, and the same from every instant between two fires', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const lines = fc.constantFrom(
      '*/7 * * * * *',
      '30 2 * * *',
      '0 */3 * * *',
      '15 1 1 * *',
      '0 0 L * *',
      '5 0 * * 1#1',
    );
    const instants = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2044-01-01'),
      noInvalidDate: true,
    });
    const property = fc.property(
      zones,
      lines,
      instants,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (zone, line, from, share) => {
        const cron = new CronLine(line, zone);
        const first = cron.next(from)!;
        const second = cron.next(first)!;
        expect(first.getTime()).toBeGreaterThan(from.getTime());
        expect(second.getTime()).toBeGreaterThan(first.getTime());
        const between = new Date(
          first.getTime() + Math.floor(share * (second.getTime() - first.getTime() - 1)),
        );
        expect(cron.next(between)).toEqual(second);
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });
});
