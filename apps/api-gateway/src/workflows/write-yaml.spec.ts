import fc from 'fast-check';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { writeYaml } from './write-yaml.js';

const odd = fc.constantFrom(
  ...[
    '',
    ' a',
    'yes',
    '~',
    'null',
    '1',
    '1e3',
    '0x1',
    '2026-03-01',
    '2026-03-01T00:00:00Z',
    '- a',
    'a: b',
    '#',
  ],
  ...[
    '"',
    "'",
    '\n',
    'a\n b\n',
    '\t',
    '---',
    '...',
    '{{ x }}',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '<<',
    '\u0085',
    '\u2028',
  ],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(odd, fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null), fc.integer()),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(odd, fc.string()), tie('value')),
  ),
}));

describe('YAML that is written', () => {
  it('is read as what it was, document by document', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(odd, value), { maxLength: 4 }), (documents) => {
        const plain = JSON.parse(JSON.stringify(documents)) as object[];
        expect(loadAll(writeYaml(plain), { schema: CORE_SCHEMA })).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });
});
