import { daysOf, type DaysIn } from './cron-days.js';
import { expandMacro } from './cron-macros.js';
import { numbersOf, type NumberField } from './cron-numbers.js';
import { cronRefusal, type CronField, type FieldName } from './cron-refusal.js';
import { yearsOf } from './cron-years.js';

/** A cron expression, understood. Lists are ascending. */
export interface CronExpression {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DaysIn;
  /** 1 is January. */
  readonly months: readonly number[];
  /** Undefined: every year. */
  readonly years: readonly number[] | undefined;
}

const fieldNames: readonly FieldName[] = [
  'second',
  'minute',
  'hour',
  'day of month',
  'month',
  'day of week',
  'year',
];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const second: NumberField = { parsed: 'second', min: 0, max: 59 };
const minute: NumberField = { parsed: 'minute', min: 0, max: 59 };
const hour: NumberField = { parsed: 'hour', min: 0, max: 23 };
const month: NumberField = { parsed: 'month', min: 1, max: 12, names: monthNames };

/** @throws InvalidError naming `/trigger/expression`, the field and what is wrong with it. */
export function parseCron(expression: string): CronExpression {
  const fields = split(expandMacro(expression));
  const field = (name: FieldName) => fields.get(name);
  const yearField = field('year');
  const secondField = field('second');
  return {
    seconds: secondField ? numbersOf(secondField, second) : [0],
    minutes: numbersOf(field('minute')!, minute),
    hours: numbersOf(field('hour')!, hour),
    days: daysOf(field('day of month')!, field('day of week')!),
    months: numbersOf(field('month')!, month),
    years: yearField && yearField.text !== '*' ? yearsOf(yearField) : undefined,
  };
}

function split(line: string): ReadonlyMap<FieldName, CronField> {
  const texts = line.split(/\s+/).filter((text) => text !== '');
  if (texts.length < 5 || texts.length > 7) {
    throw cronRefusal(
      `must be five fields (minute to day of week), six with the second first, or seven with the year last; this has ${texts.length}`,
    );
  }
  const names = texts.length === 5 ? fieldNames.slice(1) : fieldNames;
  return new Map(
    texts.map((text, index) => [names[index]!, { place: index + 1, name: names[index]!, text }]),
  );
}
