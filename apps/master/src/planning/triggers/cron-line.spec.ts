import type { DstPolicy } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { CronLine } from './cron-line.js';

function fires(
  expression: string,
  timeZone: string,
  from: string,
  count: number,
  dst: DstPolicy | null = null,
): (string | undefined)[] {
  const line = new CronLine(expression, timeZone, dst);
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

  it.each<[DstPolicy['gap'], string[]]>([
    ['skip', ['2026-03-30T00:15:00Z']],
    ['shift', ['2026-03-29T01:15:00Z', '2026-03-29T01:45:00Z', '2026-03-30T00:15:00Z']],
    ['fireOnce', ['2026-03-29T01:00:00Z', '2026-03-30T00:15:00Z']],
  ])('does with two skipped times as the policy says: %s', (gap, expected) => {
    const from = '2026-03-28T12:00:00Z';
    expect(fires('15,45 2 * * *', 'Europe/Berlin', from, expected.length, { gap, overlap: 'first' })).toEqual(
      expected,
    );
  });

  it.each<[DstPolicy['overlap'], string[]]>([
    ['first', ['2026-10-25T00:15:00Z', '2026-10-25T00:45:00Z', '2026-10-26T01:15:00Z']],
    ['second', ['2026-10-25T01:15:00Z', '2026-10-25T01:45:00Z', '2026-10-26T01:15:00Z']],
    [
      'both',
      ['2026-10-25T00:15:00Z', '2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z', '2026-10-25T01:45:00Z'],
    ],
  ])('does with two repeated times as the policy says: %s', (overlap, expected) => {
    const from = '2026-10-24T12:00:00Z';
    expect(fires('15,45 2 * * *', 'Europe/Berlin', from, expected.length, { gap: 'skip', overlap })).toEqual(
      expected,
    );
  });

  it('lets a policy that is set rule over expressions for every hour, too', () => {
    const dst = { gap: 'shift', overlap: 'first' } as const;
    expect(fires('30 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3, dst)).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
      '2026-03-29T02:30:00Z',
    ]);
    expect(fires('30 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', 2, dst)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T02:30:00Z',
    ]);
  });

  it('knows a whole day that was left out (Samoa, 2011-12-30)', () => {
    const fire = (gap: DstPolicy['gap']) =>
      fires('0 10 * * *', 'Pacific/Apia', '2011-12-29T19:00:00Z', 3, { gap, overlap: 'first' });
    const [day29, day31, next] = ['2011-12-29T20:00:00Z', '2011-12-30T20:00:00Z', '2011-12-31T20:00:00Z'];
    expect(fire('skip')).toEqual([day29, day31, next]);
    expect(fire('shift')).toEqual([day29, day31, next]);
    expect(fire('fireOnce')).toEqual([day29, '2011-12-30T10:00:00Z', day31]);
  });
});
