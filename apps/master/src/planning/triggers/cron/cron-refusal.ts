import { InvalidError } from '@orrery/domain';

/** What is wrong with a cron expression, pointed at its place in the trigger. */
export function cronRefusal(detail: string): InvalidError {
  return InvalidError.field('/trigger/expression', detail);
}

/** A field of an expression as the user wrote it: its place counts from one. */
export interface CronField {
  readonly place: number;
  readonly name: FieldName;
  readonly text: string;
}

export type FieldName = 'second' | 'minute' | 'hour' | 'day of month' | 'month' | 'day of week' | 'year';

export function fieldRefusal({ place, name, text }: CronField, reason: string): InvalidError {
  return cronRefusal(`field ${place} (${name}) "${text}": ${reason}`);
}
