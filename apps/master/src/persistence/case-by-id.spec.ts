import { describe, expect, it } from 'vitest';
import { caseById } from './case-by-id.js';

const item = (id: string, value: unknown) => ({ id, value });
const caseOf = (...items: ReturnType<typeof item>[]) => caseById('c', items, ({ value }) => value);

describe('caseById', () => {
  it('needs no case where all get the same', () => {
    const at = () => new Date('2026-01-01T00:00:00.000Z');
    expect(caseOf(item('a', 1), item('b', 1))).toEqual({ sql: 'c = ?', params: [1] });
    expect(caseOf(item('a', at()), item('b', at()))).toEqual({ sql: 'c = ?', params: [at()] });
    expect(caseOf(item('a', null), item('b', null))).toEqual({ sql: 'c = ?', params: [null] });
  });

  it('leaves a row as it is where there is no value', () => {
    expect(caseOf(item('a', undefined), item('b', null))).toEqual({
      sql: 'c = CASE WHEN id < ? THEN c ELSE ? END',
      params: ['b', null],
    });
  });

  it('searches by id, whatever the order the items came in', () => {
    expect(caseOf(item('c', 3), item('a', 1), item('b', 1), item('d', 4))).toEqual({
      sql: 'c = CASE WHEN id < ? THEN ? ELSE CASE WHEN id < ? THEN ? ELSE ? END END',
      params: ['c', 1, 'd', 3, 4],
    });
  });

  it('stays as flat as a search tree', () => {
    const { sql } = caseOf(...Array.from({ length: 512 }, (_, n) => item(String(n).padStart(4, '0'), n)));
    let depth = 0;
    let deepest = 0;
    for (const word of sql.split(' ')) {
      if (word === 'CASE') deepest = Math.max(deepest, (depth += 1));
      if (word === 'END') depth -= 1;
    }
    expect(deepest).toBe(9);
  });
});
