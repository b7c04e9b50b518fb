import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputPath } from './output-path.js';

const document = {
  id: 7,
  none: null,
  items: [
    { n: 1, tags: ['a'] },
    { n: 2, tags: ['b', 'c'] },
  ],
  'odd name': true,
};

function valueOf(path: string, from: unknown = document): unknown {
  const read = OutputPath.read(path);
  if (!(read instanceof OutputPath)) throw new Error(read.fault);
  return read.valueIn(from);
}

describe('OutputPath', () => {
  it.each([
    ['$', document],
    ['$.id', 7],
    ["$['odd name']", true],
    ['$.items[-1].n', 2],
    ['$.none', null],
    ['$.nobody.home', null],
    ['$.constructor', null],
    ['$.items.length', null],
    ['$.items[*].n', [1, 2]],
    ['$.items[*].tags[*]', ['a', 'b', 'c']],
    ['$.items[1:].n', [2]],
    ['$..n', [1, 2]],
    ['$.items[?@.n > 1].n', [2]],
    ['$.items[?count(@.tags[*]) == 1].n', [1]],
    ['$.items[?@.n > 9].n', []],
  ])('%s', (path, value) => {
    expect(valueOf(path)).toEqual(value);
  });

  it('finds every field of an object by its name', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 50 }), fc.jsonValue()), (values) => {
        for (const [name, value] of Object.entries(values)) {
          expect(valueOf(`$[${JSON.stringify(name)}]`, values)).toEqual(value);
        }
      }),
    );
  });

  it.each([
    ['', 'is no JSONPath'],
    ['id', "is no JSONPath: expected '$', found 'i' ('id':0)"],
    ['$.a[', 'is no JSONPath'],
    ['$.__proto__[?]', 'is no JSONPath'],
    ['$[?match(@.a, "(a+)+b")]', 'is no JSONPath'],
    ['$[?search(@.a, "x")]', 'is no JSONPath'],
    ['$[?constructor(@.a)]', 'is no JSONPath'],
    [`$.${'a'.repeat(500)}`, 'must be at most 500 characters'],
    [`$..*${'[*]'.repeat(20)}`, 'must have at most 20 steps'],
    ['$[*,*]', 'must have one selector in each "[]"'],
    ['$[?@[0,1]]', 'must have one selector in each "[]"'],
    ['$..a..b', 'must have ".." at most once'],
    ['$..a[?!(@..b && @.c)]', 'must have ".." at most once'],
    ['$[?count(@..a) > length(@..b)]', 'is no JSONPath'],
    ['$[?@.a && count($[*]) > 1]', 'must not have "$" inside of a filter'],
    ['$[?@[?@.a == $.b]]', 'must not have "$" inside of a filter'],
  ])('refuses %s', (path, fault) => {
    expect(OutputPath.read(path)).toEqual({ fault: expect.stringContaining(fault) as string });
  });

  it('takes any text for a path or tells what is wrong with it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.jsonValue(), (text, value) => {
        const read = OutputPath.read(`$${text}`);
        if (read instanceof OutputPath) read.valueIn(value);
        else expect(read.fault).toMatch(/./);
      }),
    );
  });
});
