import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTokensAt, refilled } from './token-bucket.js';

const start = new Date('2026-03-01T12:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);
const rate = { count: 10, perMs: 1_000 };

describe('a token bucket', () => {
  it('fills evenly up to one period, and not by a clock that went back', () => {
    const empty = { tokens: 0, refilledAt: start };
    expect(refilled(empty, rate, after(250)).tokens).toBe(2.5);
    expect(refilled(empty, rate, after(60_000)).tokens).toBe(10);
    expect(refilled({ tokens: 4, refilledAt: start }, rate, after(-5_000))).toEqual({
      tokens: 4,
      refilledAt: start,
    });
    expect(refilled({ tokens: 40, refilledAt: start }, rate, start).tokens).toBe(10);
  });

  it('knows when the next start is due', () => {
    expect(hasTokensAt({ tokens: 0.5, refilledAt: start }, rate, 1)).toEqual(after(50));
    expect(hasTokensAt({ tokens: 3, refilledAt: start }, rate, 1)).toEqual(start);
  });

  it('never starts more in any time than the rate and one period at once, however often it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }), (pauses) => {
        let bucket = { tokens: rate.count, refilledAt: start };
        let atMs = 0;
        let started = 0;
        for (const pause of pauses) {
          atMs += pause;
          bucket = refilled(bucket, rate, after(atMs));
          const go = Math.floor(bucket.tokens);
          started += go;
          bucket = { ...bucket, tokens: bucket.tokens - go };
          expect(started).toBeLessThanOrEqual(rate.count + (atMs * rate.count) / rate.perMs + 1e-6);
        }
      }),
    );
  });
});
