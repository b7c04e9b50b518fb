import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTemplate } from './template.js';

const text = (value: string) => ({ kind: 'text', text: value });
const expression = (value: string) => ({ kind: 'expression', text: value });

it.each([
  ['', [text('')]],
  ['plain', [text('plain')]],
  ['{{ a }}', [expression('a')]],
  ['x{{a}}y{{ b }}', [text('x'), expression('a'), text('y'), expression('b')]],
  ['{{ {"a": {"b": 1}} }}!', [expression('{"a": {"b": 1}}'), text('!')]],
  ['{{ "}}" + "\\"}}" }}', [expression('"}}" + "\\"}}"')]],
  ["{{ '''}}''' }}", [expression("'''}}'''")]],
  ['{{ r"\\" }}', [expression('r"\\"')]],
  ['{{ "{{" }}', [expression('"{{"')]],
  ['a }} b', [text('a }} b')]],
])('divides %j', (template, parts) => expect(readTemplate(template)).toEqual(parts));

it.each(['{{', '{{ a', '{{ a }', '{{ "}}', '{{ {"a": 1 }}', 'x {{ a }} {{'])(
  'finds %j not closed',
  (template) => expect(readTemplate(template)).toBeUndefined(),
);

it('loses nothing of any text', () => {
  fc.assert(
    fc.property(fc.string(), (any) => {
      const parts = readTemplate(any);
      if (parts === undefined || parts.some(({ kind }) => kind === 'expression')) return;
      expect(parts.map((part) => part.text).join('')).toBe(any);
    }),
  );
});
