import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  ValidateNested,
  registerDecorator,
} from 'class-validator';
import { compose } from './compose.js';
import { quickLook, quicklyRead, quicklyReadAll, unsure, when } from './quick-fields.js';
import { documented, optionally, type FieldOptions } from './scalar-fields.js';

export type ClassOf<T = object> = new () => T;

/** A nested object of one class. */
export function ObjectField(type: () => ClassOf, options: FieldOptions = {}): PropertyDecorator {
  return compose(
    ApiProperty({ ...documented(options), type: () => type() }), // recognised as lazy by its name, `type`
    optionally(options),
    IsObject(),
    ValidateNested(),
    Type(type),
    quickLook((value) => quicklyRead(type(), value), options),
  );
}

/** A list of objects of one class. */
export function ListField(
  type: () => ClassOf,
  options: FieldOptions & { readonly minItems?: number; readonly maxItems?: number } = {},
): PropertyDecorator {
  const { minItems = 0, maxItems = 1000 } = options;
  return compose(
    ApiProperty({ ...documented(options), type: () => type(), isArray: true, minItems, maxItems }),
    optionally(options),
    IsArray(),
    ArrayMinSize(minItems),
    ArrayMaxSize(maxItems),
    ValidateNested({ each: true }),
    Type(type),
    quickLook((value) => {
      const isList = Array.isArray(value) && value.length >= minItems && value.length <= maxItems;
      return isList ? quicklyReadAll(type(), value) : unsure;
    }, options),
  );
}

/**
 * A nested object whose class depends on a `kind`: its own, or (with `siblingKind`) that of the object it stands in.
 * A kind that is not in the table is refused by `Unknown`, whose `kind` names the choices.
 */
export function VariantField(
  variants: Readonly<Record<string, ClassOf>>,
  options: FieldOptions & { readonly siblingKind?: boolean } = {},
): PropertyDecorator {
  const classes = Object.values(variants);
  const Unknown = unknownKind(Object.keys(variants), options.siblingKind ?? false);
  const classFor = (value: unknown, parent: unknown): ClassOf => {
    const kind = ((options.siblingKind ? parent : value) as Record<string, unknown> | undefined)?.['kind'];
    return (typeof kind === 'string' && Object.hasOwn(variants, kind) && variants[kind]) || Unknown;
  };
  return (target, property) => {
    ApiExtraModels(...classes)(target.constructor);
    compose(
      ApiProperty({
        ...documented(options),
        oneOf: classes.map((type) => ({ $ref: getSchemaPath(type) })),
      }),
      optionally(options),
      IsObject(),
      ValidateNested(),
      Type((context) => {
        const parent = context?.object as Record<string, unknown> | undefined;
        return classFor(parent?.[String(property)], parent);
      }),
      quickLook((value, holder) => quicklyRead(classFor(value, holder), value), options),
    )(target, property);
  };
}

function unknownKind(kinds: readonly string[], silent: boolean): ClassOf {
  class Unknown {
    kind: unknown;
  }
  registerDecorator({
    target: Unknown,
    propertyName: 'kind',
    name: 'isKnownKind',
    options: { message: `kind must be one of ${kinds.join(', ')}` },
    validator: { validate: () => silent },
  });
  return Unknown;
}

/** Limits of a free-form JSON object. */
export interface JsonOptions extends FieldOptions {
  /** Longest JSON text in characters; default 65,536. */
  readonly maxLength?: number;
}

/** A free-form JSON object, limited in size. */
export function JsonObjectField(options: JsonOptions = {}): PropertyDecorator {
  const { maxLength = 65_536 } = options;
  return compose(
    ApiProperty({ ...documented(options), type: 'object', additionalProperties: true } as object),
    optionally(options),
    IsObject(),
    holds(
      `$property must be at most ${maxLength} characters of JSON`,
      (value) => JSON.stringify(value).length <= maxLength,
    ),
    quickLook(
      when((value) => isPlainObject(value) && JSON.stringify(value).length <= maxLength),
      options,
    ),
  );
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of short strings: labels, headers, environment. */
export function TextMapField(
  options: FieldOptions & { readonly maxItems?: number; readonly max?: number } = {},
): PropertyDecorator {
  const { maxItems = 64, max = 4_096 } = options;
  const isRight = (value: unknown) => {
    const texts = Object.values(value as object);
    return texts.length <= maxItems && texts.every((text) => typeof text === 'string' && text.length <= max);
  };
  return compose(
    ApiProperty({
      ...documented(options),
      type: 'object',
      additionalProperties: { type: 'string' },
    } as object),
    optionally(options),
    IsObject(),
    holds(`$property must hold at most ${maxItems} strings of at most ${max} characters`, isRight),
    quickLook(
      when((value) => isPlainObject(value) && isRight(value)),
      options,
    ),
  );
}

/** Any JSON value (a request body, a result). */
export function AnyField(options: FieldOptions = {}): PropertyDecorator {
  return compose(
    ApiProperty({ ...documented(options) }),
    optionally(options),
    holds('', () => true),
  );
}

function holds(message: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      target: target.constructor,
      propertyName: String(property),
      name: 'holds',
      options: { message },
      validator: { validate },
    });
}
