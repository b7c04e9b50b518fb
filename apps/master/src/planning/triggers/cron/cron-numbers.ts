import { messageOf } from '@orrery/runtime';
import { CronExpressionParser } from 'cron-parser';
import { fieldRefusal, type CronField } from './cron-refusal.js';

type ParsedName = 'second' | 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';

/** What a field counts, and where cron-parser has it. */
export interface NumberField {
  readonly parsed: ParsedName;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names?: readonly string[];
}

const parsedOrder: readonly ParsedName[] = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'];

/**
 * The values of a list of numbers, names, ranges and steps, ascending. cron-parser reads it; what it would take and
 * nobody means, or refuse without saying why, is refused before.
 */
export function numbersOf(field: CronField, kind: NumberField, text = field.text): number[] {
  const named = withoutNames(text, kind);
  for (const item of named.split(',')) refuseOddItem(field, kind, item);
  const line = parsedOrder.map((name) => (name === kind.parsed ? named : '*')).join(' ');
  try {
    const { fields } = CronExpressionParser.parse(line, { tz: 'UTC' });
    const values: readonly unknown[] = fields[kind.parsed].values;
    return [...new Set(values.map(Number))].sort((a, b) => a - b);
  } catch (error) {
    throw fieldRefusal(field, `${messageOf(error)} (${kind.min} to ${kind.max})`);
  }
}

function withoutNames(text: string, { names, min }: NumberField): string {
  if (!names) return text;
  return text.replace(/[A-Za-z]{3,}/g, (word) => {
    const index = names.indexOf(word.toUpperCase());
    return index < 0 ? word : String(index + min);
  });
}

function refuseOddItem(field: CronField, kind: NumberField, item: string): void {
  if (item === '') throw fieldRefusal(field, 'the list has an empty element');
  if (/^H/i.test(item))
    throw fieldRefusal(field, '"H" (a time chosen by chance) is not spoken; use jitterMs');
  if (item.startsWith('?')) throw fieldRefusal(field, '"?" stands only for a whole day field; write "*"');
  const [, first, last] = /^(\d+)-(\d+)(?:\/|$)/.exec(item) ?? [];
  if (first !== undefined && Number(first) > Number(last)) {
    const advice = `${first}-${kind.max},${kind.min}-${last}`;
    throw fieldRefusal(field, `the range ${first}-${last} goes backwards; write ${advice}`);
  }
  const step = /^(?:\*|\d+)\/(\d+)$/.exec(item)?.[1];
  if (step !== undefined && Number(step) > kind.max - kind.min) {
    const advice = 'an interval that does not fit into the field is a fixedRate trigger';
    throw fieldRefusal(field, `a step of ${step} would leave only one value; ${advice}`);
  }
}
