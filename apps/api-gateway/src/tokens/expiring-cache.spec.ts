import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { ExpiringCache } from './expiring-cache.js';

describe('an expiring cache', () => {
  const load = () => vi.fn(() => Promise.resolve('value'));

  it('loads once for all who ask at the same time and later', async () => {
    const cache = new ExpiringCache<string>({ ttlMs: 60_000, maxEntries: 10 });
    const loading = load();
    expect(await Promise.all([cache.get('a', loading), cache.get('a', loading)])).toEqual(['value', 'value']);
    await cache.get('a', loading);
    expect(loading).toHaveBeenCalledTimes(1);
    cache.forget('a');
    await cache.get('a', loading);
    expect(loading).toHaveBeenCalledTimes(2);
  });

  it('loads again when the value is too old', async () => {
    const cache = new ExpiringCache<string>({ ttlMs: 5, maxEntries: 10 });
    const loading = load();
    await cache.get('a', loading);
    await vi.waitFor(async () => {
      await sleep(2);
      await cache.get('a', loading);
      expect(loading).toHaveBeenCalledTimes(2);
    });
  });

  it('does not remember a failure', async () => {
    const cache = new ExpiringCache<string>({ ttlMs: 60_000, maxEntries: 10 });
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', load())).toBe('value');
  });

  it('holds no more than it may, the newest', async () => {
    const cache = new ExpiringCache<string>({ ttlMs: 60_000, maxEntries: 2 });
    for (const key of ['a', 'b', 'c']) await cache.get(key, load());
    const again = load();
    await cache.get('c', again);
    expect(again).not.toHaveBeenCalled();
    await cache.get('a', again);
    expect(again).toHaveBeenCalledTimes(1);
  });
});
