import { describe, expect, it } from 'vitest';
import { expandArrays } from './expand-arrays.js';

describe('expandArrays', () => {
  it('leaves a statement without lists as it is', () => {
    const params = [1, 'a'];
    expect(expandArrays('a = ? AND b = ?', params)).toEqual({ sql: 'a = ? AND b = ?', params });
  });

  it('gives each item a placeholder', () => {
    expect(expandArrays('a IN (?) AND b = ? AND c IN (?)', [[1, 2], 3, ['x']])).toEqual({
      sql: 'a IN (?, ?) AND b = ? AND c IN (?)',
      params: [1, 2, 3, 'x'],
    });
  });

  it('writes the empty list as a query without rows', () => {
    expect(expandArrays('a IN (?) AND b = ?', [[], 1])).toEqual({
      sql: 'a IN (SELECT NULL WHERE 1 = 0) AND b = ?',
      params: [1],
    });
  });

  it('does not touch quoted text and names', () => {
    const quoted = "a = 'what''s this?' AND `b?` = \"c?\" AND d = 'e\\'?'";
    expect(expandArrays(`${quoted} AND f IN (?)`, [[1, 2]])).toEqual({
      sql: `${quoted} AND f IN (?, ?)`,
      params: [1, 2],
    });
  });
});
