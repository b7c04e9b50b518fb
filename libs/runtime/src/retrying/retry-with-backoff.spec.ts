import { describe, expect, it } from 'vitest';
import { retryWithBackoff } from './retry-with-backoff.js';

describe('retryWithBackoff', () => {
  it('tries until it succeeds and tells of each wait, which grow up to the longest', async () => {
    const waits: number[] = [];
    const result = await retryWithBackoff(
      { initialMs: 2, maxMs: 6, onWait: (_error, delayMs) => waits.push(delayMs) },
      async (attempt) => {
        if (attempt < 5) throw new Error('not yet');
        return attempt;
      },
    );
    expect(result).toBe(5);
    expect(waits).toHaveLength(4);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6);
    expect(waits[3]).toBeGreaterThanOrEqual(3);
  });

  it('throws at once what is not worth another try', async () => {
    let attempts = 0;
    const trying = retryWithBackoff({ initialMs: 1, maxMs: 1, shouldRetry: () => false }, async () => {
      attempts += 1;
      throw new Error('for good');
    });
    await expect(trying).rejects.toThrow('for good');
    expect(attempts).toBe(1);
  });

  it('ends with the reason of its signal, even in the middle of a long wait', async () => {
    const stopping = new AbortController();
    const trying = retryWithBackoff(
      {
        initialMs: 60_000,
        maxMs: 60_000,
        signal: stopping.signal,
        onWait: () => stopping.abort(new Error('the app is stopping')),
      },
      () => Promise.reject(new Error('no')),
    );
    await expect(trying).rejects.toThrow('the app is stopping');
    const never = retryWithBackoff({ initialMs: 1, maxMs: 1, signal: stopping.signal }, () =>
      Promise.resolve(1),
    );
    await expect(never).rejects.toThrow('the app is stopping');
  });
});
