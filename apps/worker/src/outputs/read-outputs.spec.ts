import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOutputs } from './read-outputs.js';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/);
const line = fc.string({ unit: 'binary' }).filter((text) => !/[\r\n]/.test(text));
const json = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));

describe('readOutputs', () => {
  it('gives back any object or list written as JSON', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(readOutputs(`\n ${text}\n`)).toEqual({ kind: 'read', value: JSON.parse(text) as unknown });
      }),
    );
  });

  it('gives back what is written as name=value, whatever ends the lines', () => {
    fc.assert(
      fc.property(fc.dictionary(name, line), fc.constantFrom('\n', '\r\n'), (values, end) => {
        fc.pre(Object.keys(values).length > 0);
        const text = Object.entries(values).map(([key, value]) => `${key}=${value}${end}`);
        expect(readOutputs(text.join(''))).toEqual({ kind: 'read', value: values });
      }),
    );
  });

  it('gives back values of several lines', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.array(line, { minLength: 1 })), (values) => {
        fc.pre(Object.keys(values).length > 0);
        const text = Object.entries(values).map(
          ([key, lines]) => `${key}<<END.OF.IT\n${lines.join('\n')}\nEND.OF.IT`,
        );
        fc.pre(!Object.values(values).flat().includes('END.OF.IT'));
        const value = Object.fromEntries(
          Object.entries(values).map(([key, lines]) => [key, lines.join('\n')]),
        );
        expect(readOutputs(text.join('\n'))).toEqual({ kind: 'read', value });
      }),
    );
  });

  it('takes any text for outputs or tells what is wrong with it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readOutputs(text)));
  });

  it.each(['', '\n', ' \r\n\t'])('finds nothing in %j', (text) => {
    expect(readOutputs(text)).toEqual({ kind: 'none' });
  });

  it.each([
    ['a=1\n\nb==\nc=', { a: '1', b: '=', c: '' }],
    ['a=1\na=2', { a: '2' }],
    ['a= x ', { a: ' x ' }],
    ['a=<<b', { a: '<<b' }],
    ['a<<E\nE', { a: '' }],
    ['a<<E\r\none\r\n E\r\nE\r\nb=2', { a: 'one\n E', b: '2' }],
  ])('reads %j', (text, value) => {
    expect(readOutputs(text)).toEqual({ kind: 'read', value });
  });

  it('keeps a name that means something to the language as a value', () => {
    const { value } = readOutputs('__proto__=x') as { value: object };
    expect(Object.entries(value)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ['a=1\nsecret', 'cannot be read: its line 2 is neither name=value nor name<<END'],
    ['a=1\n\n1b=2', 'line 3 has a name that is not made of letters, digits, "_", "." or "-", beginning with'],
    ['a =1', 'line 1 has a name'],
    ['=1', 'line 1 has a name'],
    ['a<<', 'line 1 must say after "a<<" which line ends the value'],
    ['b=1\na<<E\none\n', 'line 2 begins the value of "a", and no line that ends it follows'],
    ['{"a": 1,\n "b": x}', 'is no JSON: line 2: Unexpected token'],
    ['{"a": 1,\n', 'is no JSON: line 2: '],
    ['[1]\n// why\n', 'is no JSON: line 2: '],
    ['{} {}', 'is no JSON: line 1: '],
    ['['.repeat(50_000), 'nests deeper than 100 levels'],
  ])('refuses %j', (text, fault) => {
    expect(readOutputs(text)).toEqual({ kind: 'faulty', fault: expect.stringContaining(fault) as string });
  });

  it('refuses what nests deep behind a text that does not end', () => {
    const fault = expect.stringContaining('is no JSON: line 1: ') as string;
    expect(readOutputs('["\n' + '['.repeat(50_000))).toEqual({ kind: 'faulty', fault });
  });
});
