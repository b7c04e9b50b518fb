import { expect, it } from 'vitest';
import {
  AnyField,
  ChoiceField,
  DictionaryField,
  FlagField,
  IntegersField,
  ListField,
  ObjectField,
  TextField,
  VariantField,
} from '../fields/index.js';
import { jsonSchemaOf } from './json-schema.js';

class Leaf {
  @ChoiceField(['leaf'])
  kind: 'leaf';

  @ListField(() => Leaf, { optional: true, maxItems: 3, description: 'Its own kind.' })
  leaves?: Leaf[];
}

class Tree {
  @TextField({ max: 10, pattern: /^x/, example: 'xy', description: 'A name.' })
  name: string;

  @FlagField({ optional: true, default: true })
  green: boolean = true;

  @IntegersField({ optional: true, max: 9 })
  rings?: number[];

  @AnyField({ optional: true })
  any?: unknown;

  @ObjectField(() => Leaf, { optional: true, description: 'The first.' })
  leaf?: Leaf;

  @VariantField({ leaf: Leaf })
  top: Leaf;

  @DictionaryField(Leaf, { optional: true, maxProperties: 5 })
  named?: Record<string, Leaf>;
}

it('makes of field decorators a schema of draft 7', () => {
  const leaf = { $ref: '#/definitions/Leaf' };
  expect(jsonSchemaOf(Tree, { $id: 'urn:tree', title: 'Tree' })).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:tree',
    title: 'Tree',
    type: 'object',
    additionalProperties: false,
    required: ['name', 'top'],
    properties: {
      name: {
        type: 'string',
        minLength: 1,
        maxLength: 10,
        pattern: '^x',
        examples: ['xy'],
        description: 'A name.',
      },
      green: { type: 'boolean', default: true },
      rings: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 9 }, maxItems: 100 },
      any: {},
      leaf: { allOf: [leaf], description: 'The first.' },
      top: { oneOf: [leaf] },
      named: { type: 'object', additionalProperties: leaf, maxProperties: 5 },
    },
    definitions: {
      Leaf: {
        type: 'object',
        additionalProperties: false,
        required: ['kind'],
        properties: {
          kind: { type: 'string', enum: ['leaf'] },
          leaves: { type: 'array', items: leaf, minItems: 0, maxItems: 3, description: 'Its own kind.' },
        },
      },
    },
  });
});
