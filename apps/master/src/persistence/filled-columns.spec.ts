import { expect, it } from 'vitest';
import { filledColumns } from './filled-columns.js';

it('leaves out what is null in every row, and nothing else', () => {
  expect(
    filledColumns([
      { a: 1, b: null, c: null, d: 0 },
      { a: 2, b: null, c: 3, d: 0 },
    ]),
  ).toEqual([
    { a: 1, c: null, d: 0 },
    { a: 2, c: 3, d: 0 },
  ]);
  expect(filledColumns([])).toEqual([]);
});
