import { expect, it } from 'vitest';
import { BoundedCache } from './bounded-cache.js';

it('lets go what was used longest ago', () => {
  const cache = new BoundedCache<number>(3);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('c', 3);
  expect(cache.get('a')).toBe(1);
  cache.set('dd', 4);
  expect(['a', 'b', 'c', 'dd'].map((text) => cache.get(text))).toEqual([1, undefined, undefined, 4]);
});

it('keeps nothing that has no room, and counts what is set again once', () => {
  const cache = new BoundedCache<number>(3);
  cache.set('long text', 1);
  expect(cache.get('long text')).toBeUndefined();
  for (let count = 0; count < 5; count += 1) cache.set('ab', count);
  cache.set('c', 9);
  expect([cache.get('ab'), cache.get('c')]).toEqual([4, 9]);
  cache.delete('ab');
  cache.delete('ab');
  cache.set('de', 5);
  expect([cache.get('c'), cache.get('de')]).toEqual([9, 5]);
});
