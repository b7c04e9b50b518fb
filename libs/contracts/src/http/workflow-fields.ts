import { mostNodes } from '@orrery/domain';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, registerDecorator } from 'class-validator';
import { compose, TextField, type FieldOptions } from '../fields/index.js';

/** Characters of one expression. */
export const longestExpression = 4_096;

/** Items that a map may name itself; one that its expression gives may be longer. */
const mostLiteralItems = 10_000;
const mostChoices = 1000;

/** Ids of nodes: as many as there may be. */
export const nodeIds = { max: 100, maxItems: mostNodes };

export const nameOrId = {
  max: 100,
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  patternHint: 'a name or an id',
};

/** Values whose texts are templates. */
export const templates = {
  optional: true,
  default: {},
  example: { day: '{{ string(time.planned) }}' },
  description: 'Each text is a template: `{{ … }}` is an expression.',
};

/** An expression that is true or false. */
export function ExpressionField(options: FieldOptions = {}): PropertyDecorator {
  return TextField({ max: longestExpression, description: 'Expression that is true or false.', ...options });
}

/** A list, or an expression that gives one. */
export function ItemsField(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({
      oneOf: [
        { type: 'string', minLength: 1, maxLength: longestExpression },
        { type: 'array', items: {}, maxItems: mostLiteralItems },
      ],
      example: 'inputs.shops',
      description:
        'The list, or an expression that gives it; the params of the map see each of them as `item`.',
    })(target, property);
    registerDecorator({
      target: target.constructor,
      propertyName: String(property),
      name: 'isListOrExpression',
      options: { message: `$property must be an expression, or a list of at most ${mostLiteralItems} items` },
      validator: { validate: isListOrExpression },
    });
  };
}

/** Any values: what an input may be. */
export function ChoicesField(): PropertyDecorator {
  return (target, property) => {
    ApiProperty({
      required: false,
      type: 'array',
      items: {},
      minItems: 1,
      maxItems: mostChoices,
      description: 'The input must be one of these; each at most 64 KB of JSON.',
    })(target, property);
    compose(IsOptional(), IsArray(), ArrayMinSize(1), ArrayMaxSize(mostChoices))(target, property);
  };
}

function isListOrExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.length > 0 && value.length <= longestExpression;
  return Array.isArray(value) && value.length <= mostLiteralItems;
}
