import { describe, expect, it } from 'vitest';
import { bulkInserts } from './bulk-insert.js';

const sizes = (rows: readonly Record<string, unknown>[]) =>
  [...bulkInserts('t', rows)].map((each) => each.rowCount);

describe('bulkInserts', () => {
  it('writes one statement with its parameters in row order', () => {
    expect([
      ...bulkInserts('t', [
        { a: 1, b: [1] },
        { b: { x: 1 }, a: 2 },
      ]),
    ]).toEqual([
      {
        sql: 'INSERT INTO `t` (`a`, `b`) VALUES (?, ?), (?, ?)',
        params: [1, '[1]', 2, '{"x":1}'],
        rowCount: 2,
      },
    ]);
  });

  it('cuts by rows, by parameters and by size', () => {
    expect(sizes(Array.from({ length: 2_001 }, () => ({ a: 1 })))).toEqual([1_000, 1_000, 1]);
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`c${n}`, n]));
    expect(sizes(Array.from({ length: 301 }, () => wide))).toEqual([300, 1]);
    expect(sizes(Array.from({ length: 3 }, () => ({ a: 'x'.repeat(600_000) })))).toEqual([2, 1]);
    expect(sizes(Array.from({ length: 3 }, () => ({ a: Buffer.alloc(300_000) })))).toEqual([2, 1]);
  });

  it('makes nothing of no rows', () => {
    expect(sizes([])).toEqual([]);
  });

  it('takes undefined as a value, but not a missing or surplus column', () => {
    expect(sizes([{ a: 1 }, { a: undefined }])).toEqual([2]);
    expect(() => sizes([{ a: 1, b: 1 }, { a: 1 }])).toThrow(/differ in their columns/);
    expect(() => sizes([{ a: 1 }, { b: 1 }])).toThrow(/differ in their columns/);
    expect(() => sizes([{ a: 1 }, { a: 1, b: 1 }])).toThrow(/differ in their columns/);
  });
});
