import { jitterOf } from '@orrery/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextJittered, type Jitter } from './jittered-times.js';
import { lastUpTo, type NominalTimes } from './nominal-times.js';

function listed(times: readonly number[]): NominalTimes {
  return (after) => {
    const next = times.find((at) => at > after.getTime());
    return next === undefined ? undefined : new Date(next);
  };
}

function jittered(times: readonly number[], jitter: Jitter, sinceMs: number): number[] {
  const found: number[] = [];
  let next = nextJittered(listed(times), jitter, new Date(sinceMs));
  while (next) {
    found.push(next.getTime());
    next = nextJittered(listed(times), jitter, next);
  }
  return found;
}

const gaps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 });
const timesOf = (steps: readonly number[]) =>
  steps.map((_, n) => steps.slice(0, n + 1).reduce((a, b) => a + b, 0));
const jitters = fc.record({ seed: fc.string(), jitterMs: fc.integer({ min: 1, max: 200 }) });

describe('jittered times', () => {
  it('are one for each nominal time, in its order, and before the next one', () => {
    const property = fc.property(gaps, jitters, (steps, { seed, jitterMs }) => {
      const times = timesOf(steps);
      const found = jittered(times, { seed, jitterMs, limitMs: () => Infinity }, 0);
      expect(found).toHaveLength(times.length);
      for (const [n, at] of found.entries()) {
        expect(at).toBeGreaterThanOrEqual(times[n]!);
        expect(at).toBeLessThan(Math.min(times[n + 1] ?? Infinity, times[n]! + jitterMs + 1));
      }
    });
    fc.assert(property);
  });

  it('are the same from whatever instant one asks', () => {
    const property = fc.property(gaps, jitters, fc.nat(3_000), (steps, { seed, jitterMs }, sinceMs) => {
      const jitter = { seed, jitterMs, limitMs: (at: number) => at + 30 };
      const all = jittered(timesOf(steps), jitter, 0);
      expect(jittered(timesOf(steps), jitter, sinceMs)).toEqual(all.filter((at) => at > sinceMs));
    });
    fc.assert(property);
  });

  it('spread over their room', () => {
    const put = Array.from({ length: 10_000 }, (_, n) => jitterOf('default/nightly', n * 60_000, 1_000));
    const mean = put.reduce((sum, each) => sum + each, 0) / put.length;
    expect(mean).toBeGreaterThan(480);
    expect(mean).toBeLessThan(520);
    expect(Math.max(...put)).toBeLessThan(1_000);
    expect(new Set(put).size).toBeGreaterThan(950);
    expect(jitterOf('a', 1, 1)).toBe(0);
  });
});

it('lastUpTo finds the last of the times', () => {
  const property = fc.property(gaps, fc.nat(1_500), fc.nat(300), (steps, uptoMs, span) => {
    const times = timesOf(steps);
    const expected = times.findLast((at) => at >= uptoMs - span && at <= uptoMs);
    expect(lastUpTo(listed(times), uptoMs - span, uptoMs)?.getTime()).toBe(expected);
  });
  fc.assert(property);
});
