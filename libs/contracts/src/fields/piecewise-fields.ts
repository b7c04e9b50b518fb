import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { compose } from './compose.js';
import type { ClassOf } from './object-fields.js';
import { quickLook, quicklyRead } from './quick-fields.js';
import { documented, optionally, type FieldOptions, type TextOptions } from './scalar-fields.js';

/**
 * Objects of one class by name. Documented only: whoever takes the body in reads each of them with `parse`, so that an error
 * names its place.
 */
export function DictionaryField(
  type: ClassOf,
  options: FieldOptions & { readonly maxProperties: number },
): PropertyDecorator {
  return (target, property) => {
    ApiExtraModels(type)(target.constructor);
    const { maxProperties } = options;
    const additionalProperties = { $ref: getSchemaPath(type) };
    ApiProperty({ ...documented(options), type: 'object', additionalProperties, maxProperties } as object)(
      target,
      property,
    );
  };
}

/**
 * A list of objects, each of the class that its `kind` names. Documented only, as `DictionaryField`: it may be long, and is
 * read piece by piece.
 */
export function VariantsField(
  variants: Readonly<Record<string, ClassOf>>,
  options: FieldOptions & { readonly minItems?: number; readonly maxItems: number },
): PropertyDecorator {
  const classes = Object.values(variants);
  return (target, property) => {
    ApiExtraModels(...classes)(target.constructor);
    const { minItems = 0, maxItems } = options;
    const items = { oneOf: classes.map((type) => ({ $ref: getSchemaPath(type) })) };
    ApiProperty({ ...documented(options), type: 'array', items, minItems, maxItems } as object)(
      target,
      property,
    );
  };
}

/** A name, or in its place an object of the class. */
export function NameOrObjectField(type: ClassOf, options: TextOptions): PropertyDecorator {
  const { max = 100, pattern = /^/ } = options;
  const isName = (value: unknown) =>
    typeof value === 'string' && value.length >= 1 && value.length <= max && pattern.test(value);
  return (target, property) => {
    ApiExtraModels(type)(target.constructor);
    const name = { type: 'string', minLength: 1, maxLength: max, pattern: pattern.source };
    compose(
      ApiProperty({ ...documented(options), oneOf: [name, { $ref: getSchemaPath(type) }] }),
      optionally(options),
      ValidateIf((_object, value) => !isName(value)),
      IsObject({ message: `$property must be ${options.patternHint ?? 'a name'}, or an object` }),
      ValidateNested({ message: '$property must be right in each of its fields' }),
      Type((context) => (typeof valueOf(context?.object, property) === 'string' ? String : type)),
      quickLook((value) => (isName(value) ? value : quicklyRead(type, value)), options),
    )(target, property);
  };
}

function valueOf(parent: object | undefined, property: string | symbol): unknown {
  return (parent as Record<string | symbol, unknown> | undefined)?.[property];
}
