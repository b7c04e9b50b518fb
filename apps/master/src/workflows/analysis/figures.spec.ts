import { describe, expect, it } from 'vitest';
import { durationsOf, share, trendOf } from './figures.js';
import { expectedMs } from './workflow-plans.js';

describe('durations', () => {
  it('have a median, a 95th percentile and a longest', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(durationsOf(values)).toEqual({ p50Ms: 51, p95Ms: 95, maxMs: 100 });
    expect(values[0]).toBe(100);
    expect(durationsOf([7])).toEqual({ p50Ms: 7, p95Ms: 7, maxMs: 7 });
  });

  it('that are none have no figures', () => expect(durationsOf([])).toBeNull());
});

describe('the trend', () => {
  it('compares the halves and says what each one adds', () => {
    expect(trendOf([10, 20, 30, 40, 50])).toEqual({ olderMeanMs: 15, newerMeanMs: 40, slopeMs: 10 });
    expect(trendOf([8, 8])).toEqual({ olderMeanMs: 8, newerMeanMs: 8, slopeMs: 0 });
  });

  it('needs two', () => expect(trendOf([10])).toBeNull());
});

describe('a share', () => {
  it('has four digits, and is none of nothing', () => {
    expect([share(1, 3), share(0, 0), share(2, 2)]).toEqual([0.3333, 0, 1]);
  });
});

describe('the expected duration of a node', () => {
  it('is its median; of one that has not run that of the others, or 1', () => {
    expect(expectedMs([[10, 30, 20], [], [100], [5, 8]])).toEqual([20, 20, 100, 7]);
    expect(expectedMs([[], []])).toEqual([1, 1]);
    expect(expectedMs([])).toEqual([]);
  });
});
