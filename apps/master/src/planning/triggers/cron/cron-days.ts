import { numbersOf, type NumberField } from './cron-numbers.js';
import { fieldRefusal, type CronField } from './cron-refusal.js';

/** What one needs to know of a month to find days in it. Weekdays count from Sunday, 0. */
export interface Month {
  readonly length: number;
  readonly firstWeekday: number;
}

/** The days of a month that a field means; in any order, perhaps twice. */
export type DaysIn = (month: Month) => readonly number[];

const dayOfMonth: NumberField = { parsed: 'dayOfMonth', min: 1, max: 31 };
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const dayOfWeek: NumberField = { parsed: 'dayOfWeek', min: 0, max: 7, names: weekdayNames };
const daysInWeek = 7;

/**
 * The days that both day fields mean together. Two restricted fields add up (a day that meets either counts); a field
 * that begins with `*`, or is `?`, restricts nothing by itself, and then a day must meet both: the rule of Vixie cron.
 */
export function daysOf(monthField: CronField, weekField: CronField): DaysIn {
  const inMonth = itemsOf(monthField, dayOfMonth, dayOfMonthItem);
  const inWeek = itemsOf(weekField, dayOfWeek, dayOfWeekItem);
  const eitherCounts = isRestricted(monthField) && isRestricted(weekField);
  return (month) => {
    const [a, b] = [inMonth(month), inWeek(month)];
    if (eitherCounts) return allDays(month).filter((day) => a.includes(day) || b.includes(day));
    return allDays(month).filter((day) => a.includes(day) && b.includes(day));
  };
}

function isRestricted({ text }: CronField): boolean {
  return !text.startsWith('*') && text !== '?';
}

type Special = (field: CronField, item: string) => DaysIn | undefined;

/** Special elements one by one, all others together as numbers. */
function itemsOf(field: CronField, kind: NumberField, special: Special): DaysIn {
  if (field.text === '?') return allDays;
  const specials: DaysIn[] = [];
  const plain: string[] = [];
  for (const item of field.text.split(',')) {
    const days = special(field, item.toUpperCase());
    if (days) specials.push(days);
    else plain.push(item);
  }
  if (plain.length > 0) specials.push(numbered(numbersOf(field, kind, sundayLast(kind, plain.join(',')))));
  return (month) => specials.flatMap((days) => days(month));

  function numbered(values: readonly number[]): DaysIn {
    if (kind === dayOfMonth) return () => values;
    const weekdays = new Set(values.map((value) => value % daysInWeek));
    return (month) => allDays(month).filter((day) => weekdays.has(weekdayOf(day, month)));
  }
}

/** Sunday ends a week as well as it begins one: FRI-SUN is 5-7. */
function sundayLast(kind: NumberField, text: string): string {
  return kind === dayOfWeek ? text.replace(/(?<=[1-6A-Za-z]-)(SUN|0)(?=$|[,/])/gi, '7') : text;
}

const dayOfMonthItem: Special = (field, item) => {
  const [, last, before, day, nearest] = /^(?:(L)(?:-(\d+))?|(\d+)(?=W))(W)?$/.exec(item) ?? [];
  if (last === undefined && day === undefined) return refuseStray(field, item, /[LW]/, 'L, L-3, LW or 15W');
  const count = Number(before ?? day ?? 0);
  if (
    (before !== undefined && (count < 1 || count > 30)) ||
    (day !== undefined && (count < 1 || count > 31))
  ) {
    throw fieldRefusal(field, `"${item}" is no day of a month`);
  }
  return (month) => {
    const aimed = last ? month.length - count : count;
    if (aimed < 1 || aimed > month.length) return [];
    return [nearest ? nearestWeekday(aimed, month) : aimed];
  };
};

const dayOfWeekItem: Special = (field, item) => {
  const [, name, last, nth] = /^([0-7]|[A-Z]{3})(?:(L)|#(\d+))$/.exec(item) ?? [];
  if (name === undefined)
    return refuseStray(field, item, /[L#W](?![A-Z])|^L/, 'FRIL (the last Friday) or MON#2');
  const weekday = /\d/.test(name) ? Number(name) % daysInWeek : weekdayNames.indexOf(name);
  if (weekday < 0) throw fieldRefusal(field, `"${name}" is no day of the week`);
  if (nth !== undefined && (Number(nth) < 1 || Number(nth) > 5)) {
    throw fieldRefusal(field, `"${item}": a month has a weekday at most five times`);
  }
  return (month) => {
    const days = allDays(month).filter((day) => weekdayOf(day, month) === weekday);
    return [last ? days.at(-1) : days[Number(nth) - 1]].filter((day) => day !== undefined);
  };
};

function refuseStray(field: CronField, item: string, letters: RegExp, spoken: string): undefined {
  const isName = weekdayNames.some((name) => item.startsWith(name)) && !item.includes('#');
  if (letters.test(item) && !isName) throw fieldRefusal(field, `"${item}" is not spoken; write ${spoken}`);
  return undefined;
}

/** Monday to Friday nearest to the day, never in another month (the `W` of Quartz). */
function nearestWeekday(day: number, month: Month): number {
  const weekday = weekdayOf(day, month);
  if (weekday === 6) return day > 1 ? day - 1 : day + 2;
  if (weekday === 0) return day < month.length ? day + 1 : day - 2;
  return day;
}

function weekdayOf(day: number, month: Month): number {
  return (month.firstWeekday + day - 1) % daysInWeek;
}

function allDays(month: Month): number[] {
  return Array.from({ length: month.length }, (_, index) => index + 1);
}
