import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from './expression-language.js';
import { renderValues } from './render-template.js';

const known: Readonly<Record<string, unknown>> = {
  name: 'shop',
  count: 3,
  none: null,
  list: [1, { a: '{{ name }}' }],
  long: 'x'.repeat(400_000),
};

function evaluate(text: string): Evaluation {
  if (!Object.hasOwn(known, text)) return { kind: 'failed', reason: `speaks of "${text}"` };
  return { kind: 'value', value: known[text] };
}

describe('values are rendered', () => {
  it.each<[string, unknown, unknown]>([
    ['a text', 'plain', 'plain'],
    ['one expression, by its type', '{{ count }}', 3],
    ['one expression that gives null', '{{none}}', null],
    ['an expression that gives a list, which is not rendered again', '{{ list }}', known['list']],
    ['a longer text', 'the {{ name }} has {{ count }}', 'the shop has 3'],
    ['a list in a text', 'all: {{ list }}', 'all: [1,{"a":"{{ name }}"}]'],
    ['spaces around an expression', ' {{ count }}', ' 3'],
    ['deep values', { a: [{ b: '{{ name }}' }, 1, null, true] }, { a: [{ b: 'shop' }, 1, null, true] }],
    ['names, as they stand', { '{{ name }}': 1 }, { '{{ name }}': 1 }],
  ])('%s', (_, values, value) => {
    expect(renderValues(values, evaluate)).toEqual({ kind: 'rendered', value });
  });

  it.each<[string, unknown, string, string]>([
    [
      'an expression fails',
      { a: ['x', { 'b/c': 'x {{ typo }}' }] },
      '/a/1/b~1c',
      'the expression speaks of "typo"',
    ],
    [
      'null comes into a longer text',
      { a: 'orders/{{ none }}/list.csv' },
      '/a',
      'puts null into a text by "{{ none }}"; say what stands there then: {{ x == null ? "none" : x }}',
    ],
    ['a template is not closed', { a: '{{ name' }, '/a', 'opens an expression by "{{" that no "}}" closes'],
    [
      'they grow too long',
      ['{{ long }}', '{{ long }} and {{ long }}'],
      '/1',
      'makes the values longer than 1000000 characters of JSON',
    ],
  ])('not where %s', (_, values, pointer, reason) => {
    expect(renderValues(values, evaluate)).toEqual({ kind: 'failed', pointer, reason });
  });

  it('as they are, when they have no expressions', () => {
    const value = fc
      .jsonValue()
      .map((json) => JSON.parse(JSON.stringify(json).replaceAll('{{', '{')) as unknown);
    fc.assert(
      fc.property(value, (values) => {
        expect(renderValues(values, evaluate)).toEqual({ kind: 'rendered', value: values });
      }),
    );
  });

  it('or fail, but never throw, whatever texts they have', () => {
    const piece = fc.constantFrom('{{', '}}', ' ', 'name', 'typo', '"', "'", '{', 'text');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(['rendered', 'failed']).toContain(renderValues([pieces.join('')], evaluate).kind);
      }),
    );
  });
});
