import { describe, expect, it } from 'vitest';
import { msPerRun, RunPace, togetherAt } from './run-pace.js';

describe('togetherAt', () => {
  it.each([
    [0.001, 100],
    [0.1, 100],
    [0.25, 40],
    [1, 10],
    [6, 1],
    [10, 1],
    [60_000, 1],
  ])('runs of %d ms: %d in one message', (ms, together) => {
    expect(togetherAt(ms)).toBe(together);
  });
});

describe('msPerRun', () => {
  it('counts what ran at the same time once', () => {
    expect(msPerRun({ count: 140, spanMs: 30, tookMs: 8 })).toBeCloseTo(0.21);
    expect(msPerRun({ count: 8, spanMs: 0, tookMs: 1_000 })).toBe(125);
  });

  it('takes nothing for faster than the clock can tell', () => {
    expect(msPerRun({ count: 1, spanMs: 0, tookMs: 0 })).toBe(1);
  });
});

describe('RunPace', () => {
  const quick = { count: 100, spanMs: 10, tookMs: 1 };
  const slow = { count: 1, spanMs: 0, tookMs: 5_000 };

  it('sends the runs of an unknown task one by one', () => {
    expect(new RunPace().together('t')).toBe(1);
  });

  it('tells how many a worker gets through in a time', () => {
    const pace = new RunPace();
    pace.learn('quick', quick);
    expect([pace.within('quick', 500), pace.within('slow', 500)]).toEqual([5_000, 0]);
    pace.learn('slow', slow);
    expect(pace.within('slow', 500)).toBe(0);
  });

  it('learns each task by itself', () => {
    const pace = new RunPace();
    pace.learn('quick', quick);
    pace.learn('slow', slow);
    expect([pace.together('quick'), pace.together('slow')]).toEqual([100, 1]);
  });

  it('sends one by one again as soon as a task turns slow', () => {
    const pace = new RunPace();
    for (let n = 0; n < 10; n += 1) pace.learn('t', quick);
    pace.learn('t', slow);
    expect(pace.together('t')).toBe(1);
  });
});
