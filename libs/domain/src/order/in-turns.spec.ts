import { describe, expect, it } from 'vitest';
import { inTurns } from './in-turns.js';

function line(name: string, share: number, weights: readonly number[]) {
  return { share, items: weights.map((weight, n) => ({ name: `${name}${n}`, weight })) };
}

function names(...lines: ReturnType<typeof line>[]): string[] {
  return inTurns(lines).map(({ name }) => name);
}

describe('taking turns', () => {
  it('keeps the order of each line, and takes of each by its share', () => {
    expect(names(line('a', 1, [1, 1]), line('b', 2, [1, 1, 1, 1]))).toEqual([
      'a0',
      'b0',
      'b1',
      'a1',
      'b2',
      'b3',
    ]);
  });

  it('counts what items weigh: many light ones go before the second heavy one', () => {
    expect(names(line('a', 4, [4, 4]), line('b', 4, [1, 1, 1, 1, 1]))).toEqual([
      'a0',
      'b0',
      'b1',
      'b2',
      'b3',
      'a1',
      'b4',
    ]);
  });

  it('takes all of the only line, and nothing of none', () => {
    expect(names(line('a', 1, [3, 1]))).toEqual(['a0', 'a1']);
    expect(names()).toEqual([]);
  });
});
