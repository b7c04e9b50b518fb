import { isDate, isInstant } from './iso-texts.js';
import type { InputType, WorkflowInput } from './workflow.js';

/** Why an input may not have the value, in words that follow its name; undefined when it may. */
export function inputFault(input: WorkflowInput, value: unknown): string | undefined {
  if (!isOf[input.type](value)) return `must be ${names[input.type]}`;
  if (input.choices !== undefined && !isAmong(input.choices, value)) {
    return `must be one of ${input.choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
  }
  const size = sizeOf(value);
  if (input.min !== undefined && size !== undefined && size < input.min)
    return `must be at least ${input.min}`;
  if (input.max !== undefined && size !== undefined && size > input.max)
    return `must be at most ${input.max}`;
  return undefined;
}

/** Whether `min` and `max` mean something: the number, or the length of a string or list. */
export function hasSize(type: InputType): boolean {
  return type === 'integer' || type === 'number' || type === 'string' || type === 'list';
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

function isAmong(choices: readonly unknown[], value: unknown): boolean {
  const text = JSON.stringify(value);
  return choices.some((choice) => choice === value || JSON.stringify(choice) === text);
}

const isOf: Readonly<Record<InputType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  instant: isInstant,
  date: isDate,
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

const names: Readonly<Record<InputType, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  instant: 'an instant, ISO 8601 with its offset from UTC, e.g. 2026-03-01T00:00:00Z',
  date: 'a date, e.g. 2026-03-01',
  list: 'a list',
  object: 'an object',
};
