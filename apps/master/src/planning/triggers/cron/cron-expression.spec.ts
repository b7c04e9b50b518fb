import { InvalidError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { parseCron } from './cron-expression.js';
import { WallTimes } from './wall-times.js';

function times(expression: string, from: string, count: number): string[] {
  const wall = new WallTimes(parseCron(expression));
  const found: string[] = [];
  let next = wall.next(Date.parse(`${from}Z`));
  while (next !== undefined && found.length < count) {
    found.push(new Date(next).toISOString().slice(0, 16));
    next = wall.next(next + 1);
  }
  return found;
}

describe('a cron expression', () => {
  it.each([
    ['*/15 9-17 * * MON-FRI', '2026-03-06T17:40', ['2026-03-06T17:45', '2026-03-09T09:00']],
    ['30 8 1,15 JAN-MAR *', '2026-02-02T00:00', ['2026-02-15T08:30', '2026-03-01T08:30']],
    ['5/20 0 * * *', '2026-01-01T00:00', ['2026-01-01T00:05', '2026-01-01T00:25', '2026-01-01T00:45']],
    ['0 0 L * *', '2026-02-01T00:00', ['2026-02-28T00:00', '2026-03-31T00:00']],
    ['0 0 L-2 * *', '2026-02-01T00:00', ['2026-02-26T00:00', '2026-03-29T00:00']],
    ['0 0 LW * *', '2026-01-01T00:00', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
    ['0 0 15W * *', '2026-02-01T00:00', ['2026-02-16T00:00', '2026-03-16T00:00', '2026-04-15T00:00']],
    ['0 0 1W * *', '2026-08-01T00:00', ['2026-08-03T00:00', '2026-09-01T00:00']],
    ['0 0 31W * *', '2026-04-01T00:00', ['2026-05-29T00:00', '2026-07-31T00:00']],
    ['0 0 * * MON#1,FRI#3', '2026-03-01T00:00', ['2026-03-02T00:00', '2026-03-20T00:00', '2026-04-06T00:00']],
    ['0 0 * * 5L', '2026-03-01T00:00', ['2026-03-27T00:00', '2026-04-24T00:00']],
    ['0 0 ? * fri-sun', '2026-03-02T00:00', ['2026-03-06T00:00', '2026-03-07T00:00', '2026-03-08T00:00']],
    ['0 0 * * 7', '2026-03-02T00:00', ['2026-03-08T00:00']],
    [
      '0 0 0 1 1 ? 2027,2029-2030',
      '2026-01-01T00:00',
      ['2027-01-01T00:00', '2029-01-01T00:00', '2030-01-01T00:00'],
    ],
    ['0 0 0 1 1 * 2026/3', '2026-01-02T00:00', ['2029-01-01T00:00', '2032-01-01T00:00']],
    ['0 0 29 2 *', '2026-01-01T00:00', ['2028-02-29T00:00']],
    ['@midnight', '2026-01-01T00:01', ['2026-01-02T00:00']],
    ['@WEEKLY', '2026-03-02T00:00', ['2026-03-08T00:00']],
  ])('%s comes after %s at %j', (expression, from, expected) => {
    expect(times(expression, from, expected.length)).toEqual(expected);
  });

  it('counts a day that meets either of two restricted day fields', () => {
    expect(times('0 0 13 * FRI', '2026-03-01T00:00', 3)).toEqual([
      '2026-03-06T00:00',
      '2026-03-13T00:00',
      '2026-03-20T00:00',
    ]);
  });

  it('wants both where a day field begins with a star', () => {
    expect(times('0 0 */10 * MON', '2026-01-01T00:00', 2)).toEqual(['2026-05-11T00:00', '2026-06-01T00:00']);
    expect(times('0 0 13 * */5', '2026-01-01T00:00', 2)).toEqual(['2026-02-13T00:00', '2026-03-13T00:00']);
  });

  it('ends with the last year it knows', () => {
    expect(times('0 0 0 1 1 * 2098', '2026-01-01T00:00', 5)).toEqual(['2098-01-01T00:00']);
    expect(times('@yearly', '2098-06-01T00:00', 5)).toEqual(['2099-01-01T00:00']);
  });

  it.each([
    ['', 'five fields'],
    ['* * *', 'this has 3'],
    ['* * * * * * * *', 'this has 8'],
    ['61 * * * *', 'field 1 (minute) "61"'],
    ['* 24 * * *', 'field 2 (hour) "24"'],
    ['* * 0 * *', 'field 3 (day of month) "0"'],
    ['* * * 13 *', 'field 4 (month) "13"'],
    ['* * * FEBRUARY *', 'field 4 (month) "FEBRUARY"'],
    ['* * * * 8', 'field 5 (day of week) "8"'],
    ['0 * * * * * 1969', 'years go from 1970 to 2099'],
    ['0 * * * * * 27', 'field 7 (year) "27"'],
    ['0 * * * * * 2030-2027', 'goes backwards'],
    ['0 22-2 * * *', 'the range 22-2 goes backwards; write 22-23,0-2'],
    ['0 0 * * SAT-MON', 'write 6-7,0-1'],
    ['*/90 * * * *', 'fixedRate'],
    ['*/0 * * * *', 'field 1 (minute) "*/0"'],
    ['1,,2 * * * *', 'empty element'],
    ['? * * * *', 'whole day field'],
    ['H * * * *', 'jitterMs'],
    ['0 0 * * H', 'jitterMs'],
    ['0 0 W * *', 'L, L-3, LW or 15W'],
    ['0 0 1-5W * *', 'L, L-3, LW or 15W'],
    ['0 0 L-31 * *', 'no day of a month'],
    ['0 0 32W * *', 'no day of a month'],
    ['0 0 * * L', 'FRIL'],
    ['0 0 * * MON#6', 'at most five times'],
    ['0 0 * * XYZ#1', 'no day of the week'],
    ['0 0 * * MON#1-3', 'day of week'],
    ['@every 1h30m', '"everyMs": 5400000'],
    ['@reboot', 'cluster'],
    ['@fortnightly', 'there is no macro'],
    ['nonsense in five fields here', 'field 1 (minute) "nonsense"'],
  ])('%j is refused with the reason %j', (expression, reason) => {
    expect(() => parseCron(expression)).toThrowError(InvalidError);
    expect(() => parseCron(expression)).toThrowError(reason);
  });
});
