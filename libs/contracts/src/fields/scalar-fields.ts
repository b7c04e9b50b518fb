import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { compose } from './compose.js';
import { quickLook, when } from './quick-fields.js';

/** What every field may say of itself: each decorator below both validates a value and documents it. */
export interface FieldOptions {
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

export interface TextOptions extends FieldOptions {
  readonly min?: number;
  /** Longest value in characters; default 255. */
  readonly max?: number;
  readonly pattern?: RegExp;
  /** What the pattern wants, in words. */
  readonly patternHint?: string;
}

export interface NumberOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
}

export function documented(options: FieldOptions): Record<string, unknown> {
  const known = { description: options.description, example: options.example, default: options.default };
  return {
    required: !options.optional,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
  };
}

/** A field that may be left out; null counts as left out where the class says what stands for it then. */
export function optionally(options: FieldOptions): PropertyDecorator | undefined {
  return options.optional ? compose(IsOptional(), nullIsDefault) : undefined;
}

const nullIsDefault: PropertyDecorator = (target, property) => {
  const type = target.constructor as new () => Record<PropertyKey, unknown>;
  Transform(({ value }) => (value === null ? (new type()[property] ?? null) : (value as unknown)))(
    target,
    property,
  );
};

export function TextField(options: TextOptions = {}): PropertyDecorator {
  const { min = 1, max = 255, pattern, patternHint } = options;
  return compose(
    ApiProperty({
      ...documented(options),
      type: String,
      minLength: min,
      maxLength: max,
      ...(pattern && { pattern: pattern.source }),
    }),
    optionally(options),
    IsString(),
    MinLength(min),
    MaxLength(max),
    pattern && Matches(pattern, patternHint ? { message: `$property must be ${patternHint}` } : undefined),
    quickLook(
      when(
        (value) =>
          isText(value) && value.length >= min && value.length <= max && (pattern?.test(value) ?? true),
      ),
      options,
    ),
  );
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A name that people choose and type again: task, schedule, group, project. */
export function NameField(options: FieldOptions & { readonly max?: number } = {}): PropertyDecorator {
  return TextField({
    max: 100,
    ...options,
    pattern: namePattern,
    patternHint: 'letters, digits, ".", "_" or "-", beginning with a letter or digit',
  });
}

export function IntegerField(options: NumberOptions = {}): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return compose(
    ApiProperty({ ...documented(options), type: 'integer', minimum: min, maximum: max }),
    optionally(options),
    Type(() => Number),
    IsInt(),
    Min(min),
    Max(max),
    quickLook(
      when((value) => Number.isInteger(value) && isWithin(value as number, min, max)),
      options,
    ),
  );
}

/** The longest duration anybody may ask for: 366 days. */
const longestMs = 366 * 86_400_000;

export function DurationField(options: NumberOptions = {}): PropertyDecorator {
  return IntegerField({ max: longestMs, ...options });
}

export function NumberField(options: NumberOptions = {}): PropertyDecorator {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = options;
  return compose(
    ApiProperty({ ...documented(options), type: Number }),
    optionally(options),
    IsNumber({ allowInfinity: false, allowNaN: false }),
    Min(min),
    Max(max),
    quickLook(
      when((value) => Number.isFinite(value) && isWithin(value as number, min, max)),
      options,
    ),
  );
}

export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return compose(
    ApiProperty({ ...documented(options), type: Boolean }),
    optionally(options),
    IsBoolean(),
    quickLook(
      when((value) => typeof value === 'boolean'),
      options,
    ),
  );
}

export function ChoiceField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return compose(
    ApiProperty({ ...documented(options), type: String, enum: [...choices] }),
    optionally(options),
    IsIn(choices, { message: `$property must be one of ${choices.join(', ')}` }),
    quickLook(
      when((value) => choices.includes(value as string)),
      options,
    ),
  );
}

/** An instant, ISO 8601 with an offset or `Z`; answered in UTC with milliseconds. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  return compose(
    ApiProperty({ ...documented(options), type: String, format: 'date-time' }),
    optionally(options),
    IsISO8601({ strict: true, strictSeparator: true }),
    Matches(/(Z|[+-]\d{2}:\d{2})$/, { message: '$property must state its offset from UTC, e.g. end in "Z"' }),
    quickLook(when(isUtcInstant), options),
  );
}

/** The form in which instants are answered. */
function isUtcInstant(value: unknown): boolean {
  if (!isText(value) || value.length !== 24) return false;
  const instant = new Date(value);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === value;
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function IdField(options: FieldOptions = {}): PropertyDecorator {
  return TextField({ max: 64, example: '01931a7e-5b0c-7c3e-9d55-2f4f4c1f8a10', ...options });
}

export function IntegersField(
  options: NumberOptions & { readonly maxItems?: number } = {},
): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, maxItems = 100 } = options;
  return compose(
    ApiProperty({
      ...documented(options),
      type: 'array',
      items: { type: 'integer', minimum: min, maximum: max },
      maxItems,
    }),
    optionally(options),
    IsArray(),
    ArrayMaxSize(maxItems),
    IsInt({ each: true }),
    Min(min, { each: true }),
    Max(max, { each: true }),
  );
}

export function TextsField(
  options: TextOptions & { readonly maxItems?: number; readonly choices?: readonly string[] } = {},
): PropertyDecorator {
  const { max = 255, maxItems = 100, choices, pattern, patternHint } = options;
  const isRight = (text: unknown) =>
    isText(text) && text.length <= max && (pattern?.test(text) ?? true) && (choices?.includes(text) ?? true);
  return compose(
    ApiProperty({
      ...documented(options),
      type: 'array',
      items: { type: 'string', maxLength: max, ...(choices && { enum: [...choices] }) },
      maxItems,
    }),
    optionally(options),
    IsArray(),
    ArrayMaxSize(maxItems),
    IsString({ each: true }),
    MaxLength(max, { each: true }),
    pattern &&
      Matches(pattern, {
        each: true,
        ...(patternHint && { message: `each of $property must be ${patternHint}` }),
      }),
    choices && IsIn(choices, { each: true, message: `$property must be of ${choices.join(', ')}` }),
    quickLook(
      when((value) => Array.isArray(value) && value.length <= maxItems && value.every(isRight)),
      options,
    ),
  );
}
