import type { CronExpression } from './cron-expression.js';
import type { Month } from './cron-days.js';
import { firstYear, lastYear } from './cron-years.js';

const daySeconds = 86_400;
const dayMs = daySeconds * 1_000;

/**
 * The wall-clock times of a cron expression, written as milliseconds as if they were UTC. It goes from day to day by the
 * months and days that match, so that a time years ahead costs microseconds.
 */
export class WallTimes {
  /** No wall-clock time is later. */
  readonly endMs: number;
  #latest: { readonly key: number; readonly days: readonly number[] } = { key: -1, days: [] };

  constructor(private readonly cron: CronExpression) {
    this.endMs = Date.UTC((cron.years?.at(-1) ?? lastYear) + 1, 0, 1);
  }

  /** The first time at or after the given one. */
  next(fromMs: number): number | undefined {
    const fromSeconds = Math.ceil(fromMs / 1_000);
    const today = Math.floor(fromSeconds / daySeconds);
    const date = new Date(today * dayMs);
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    if (this.#hasYear(year) && this.#daysOf(year, month).includes(day)) {
      const seconds = this.#timeFrom(fromSeconds - today * daySeconds);
      if (seconds !== undefined) return today * dayMs + seconds * 1_000;
    }
    const next = this.#dayAfter(year, month, day);
    return next === undefined ? undefined : next + this.#timeFrom(0)! * 1_000;
  }

  #dayAfter(fromYear: number, fromMonth: number, fromDay: number): number | undefined {
    for (let year = Math.max(fromYear, firstYear); year <= lastYear; year += 1) {
      if (!this.#hasYear(year)) continue;
      for (let month = year === fromYear ? fromMonth : 0; month < 12; month += 1) {
        const past = year === fromYear && month === fromMonth ? fromDay : 0;
        const day = this.#daysOf(year, month).find((each) => each > past);
        if (day !== undefined) return Date.UTC(year, month, day);
      }
    }
    return undefined;
  }

  #hasYear(year: number): boolean {
    if (this.cron.years) return this.cron.years.includes(year);
    return year >= firstYear && year <= lastYear;
  }

  /** `month` counts from 0. */
  #daysOf(year: number, month: number): readonly number[] {
    const key = year * 12 + month;
    if (this.#latest.key !== key) {
      const days = this.cron.months.includes(month + 1) ? this.cron.days(monthOf(year, month)) : [];
      this.#latest = { key, days };
    }
    return this.#latest.days;
  }

  /** The first time of day at or after the given one, in seconds. */
  #timeFrom(second: number): number | undefined {
    const { hours, minutes, seconds } = this.cron;
    const [h, m, s] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
    const time = (hour: number, minute: number, sec: number) => hour * 3_600 + minute * 60 + sec;
    if (hours.includes(h)) {
      const sec = minutes.includes(m) ? seconds.find((each) => each >= s) : undefined;
      if (sec !== undefined) return time(h, m, sec);
      const minute = minutes.find((each) => each > m);
      if (minute !== undefined) return time(h, minute, seconds[0]!);
    }
    const hour = hours.find((each) => each > h);
    return hour === undefined ? undefined : time(hour, minutes[0]!, seconds[0]!);
  }
}

function monthOf(year: number, month: number): Month {
  return {
    length: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    firstWeekday: new Date(Date.UTC(year, month, 1)).getUTCDay(),
  };
}
