import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.js';

const part = (routingKey: string, json: string, together = 3) => ({ routingKey, json, together });

describe('bundle', () => {
  it('puts together what has the same key, in its order, and knows where each came from', () => {
    expect(bundle([part('a', '1'), part('b', '2'), part('a', '3'), part('a', '4'), part('a', '5')])).toEqual([
      { routingKey: 'a', positions: [0, 2, 3], json: '[1,3,4]' },
      { routingKey: 'b', positions: [1], json: '2' },
      { routingKey: 'a', positions: [4], json: '5' },
    ]);
  });

  it('leaves alone what travels alone, also between others', () => {
    expect(bundle([part('a', '1'), part('a', '2', 1), part('a', '3')]).map(({ json }) => json)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('keeps bundles below a size, and takes a larger payload alone', () => {
    const large = JSON.stringify('x'.repeat(100_000));
    const huge = JSON.stringify('x'.repeat(1_000_000));
    const sizes = bundle([large, large, large, huge, large].map((json) => part('a', json, 10)));
    expect(sizes.map(({ positions }) => positions)).toEqual([[0, 1], [2], [3], [4]]);
  });

  it('makes nothing of nothing', () => {
    expect(bundle([])).toEqual([]);
  });
});
