import { isDate, isInstant } from '@orrery/domain';
import { DateTime, Duration, type DurationLikeObject } from 'luxon';

/** An instant, its ISO 8601 text, or a date (yyyy-MM-dd), which stands for its first moment. */
export type Moment = Date | string;

const longestPattern = 200;
const shiftUnits = [
  'years',
  'quarters',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
] as const;
const periods = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
type Period = (typeof periods)[number];

/** Reckons with instants on the calendar and the wall clock of a zone. Errors complete "the expression". */
export class Calendar {
  constructor(private readonly timeZone: string) {}

  at(moment: Moment): DateTime {
    const options = { zone: this.timeZone, locale: 'en-US' };
    if (moment instanceof Date) return valid(DateTime.fromJSDate(moment, options));
    if (isInstant(moment) || isDate(moment)) return valid(DateTime.fromISO(moment, options));
    throw noInstant(moment);
  }

  /** Patterns as `yyyy-MM-dd HH:mm:ss`; English names; letters between single quotes stand for themselves. */
  format(moment: Moment, pattern: string): string {
    if (pattern.length > longestPattern) throw new Error(`has a pattern longer than ${longestPattern}`);
    return this.at(moment).toFormat(pattern);
  }

  /**
   * By years, months and days on the calendar, then by hours: a month after 31 January is the last of February, and a day
   * after is the same time on the wall. A time that the wall leaves out moves on by what is left out.
   */
  shift(moment: Moment, by: string | Readonly<Record<string, unknown>>): Date {
    const duration = typeof by === 'string' ? durationOf(by) : Duration.fromObject(unitsOf(by));
    return valid(this.at(moment).plus(duration)).toJSDate();
  }

  startOf(moment: Moment, period: string): Date {
    return valid(this.at(moment).startOf(periodOf(period))).toJSDate();
  }

  /** The last millisecond of the period. */
  endOf(moment: Moment, period: string): Date {
    return valid(this.at(moment).endOf(periodOf(period))).toJSDate();
  }
}

function noInstant(text: string): Error {
  return new Error(`takes "${text}" for an instant, which it is not (2026-03-01T00:00:00Z is one)`);
}

function valid(time: DateTime): DateTime {
  if (!time.isValid) throw new Error(`cannot be reckoned: ${time.invalidReason}`);
  const { year } = time.toUTC();
  if (year >= 1 && year <= 9_999) return time;
  throw new Error('gives an instant outside of the years 1 to 9999');
}

function durationOf(text: string): Duration {
  const duration = Duration.fromISO(text);
  if (duration.isValid) return duration;
  throw new Error(`shifts by "${text}", which is no ISO 8601 duration (P1D and -PT6H are)`);
}

function unitsOf(by: Readonly<Record<string, unknown>>): DurationLikeObject {
  return Object.fromEntries(
    Object.entries(by).map(([name, amount]) => {
      const unit = shiftUnits.find((known) => known === name);
      if (unit === undefined)
        throw new Error(`shifts by "${name}", which is none of ${shiftUnits.join(', ')}`);
      if (!isWhole(amount)) throw new Error(`shifts by ${unit} that are no whole number`);
      return [unit, Number(amount)];
    }),
  );
}

function isWhole(amount: unknown): amount is number | bigint {
  return typeof amount === 'bigint' || Number.isInteger(amount);
}

function periodOf(name: string): Period {
  const period = periods.find((known) => known === name);
  if (period !== undefined) return period;
  throw new Error(`speaks of the period "${name}", which is none of ${periods.join(', ')}`);
}
