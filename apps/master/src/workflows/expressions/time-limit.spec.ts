import { describe, expect, it } from 'vitest';
import { OutOfTime, withTimeLimit } from './time-limit.js';

describe('work with a time limit', () => {
  it('gives what it gives, and throws what it throws', () => {
    expect(withTimeLimit(100, () => ({ a: 1 }))).toEqual({ a: 1 });
    const error = new RangeError('no');
    expect(() =>
      withTimeLimit(100, () => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('is interrupted, whatever it catches', () => {
    let rounds = 0;
    const forEver = () => {
      for (;;) {
        try {
          for (;;) rounds += 1;
        } catch {
          rounds = 0;
        }
      }
    };
    const start = performance.now();
    expect(() => withTimeLimit(20, forEver)).toThrow(OutOfTime);
    expect(performance.now() - start).toBeLessThan(200);
    expect(rounds).toBeGreaterThan(0);
    expect(withTimeLimit(20, () => 1)).toBe(1);
  });

  it('is tried again after a pause, in which the process used no processor', () => {
    const sleeper = new Int32Array(new SharedArrayBuffer(4));
    let tries = 0;
    const paused = () => {
      tries += 1;
      if (tries <= 3) Atomics.wait(sleeper, 0, 0, 100);
      return 'done';
    };
    expect(withTimeLimit(20, paused)).toBe('done');
  });
});
