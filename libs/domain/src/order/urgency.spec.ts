import { describe, expect, it } from 'vitest';
import { agedBefore, byUrgency, effectiveRank, nextClass } from './urgency.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ageingMs = 5 * 60_000;
const head = (rank: number, minutes: number) => ({ rank, since: minutesAgo(minutes) });

describe('urgency', () => {
  it('is strict between classes until a run has aged into the next one', () => {
    expect(byUrgency(head(1, 0), head(2, 4), now, ageingMs)).toBeLessThan(0);
    expect(byUrgency(head(1, 0), head(2, 6), now, ageingMs)).toBeGreaterThan(0);
    expect(byUrgency(head(1, 0), head(2, 600), now, 0)).toBeLessThan(0);
    expect(byUrgency(head(2, 1), head(2, 1), now, ageingMs)).toBe(0);
  });

  it('grows by one class for each step, and not beyond the first', () => {
    expect([0, 5, 10, 15, 500].map((minutes) => effectiveRank(head(3, minutes), now, ageingMs))).toEqual([
      3, 2, 1, 0, 0,
    ]);
    expect(effectiveRank(head(3, -10), now, ageingMs)).toBe(3);
  });

  it('takes the heads of the most urgent class, those that aged into it included', () => {
    const heads = [head(1, 0), head(2, 7), head(2, 1), head(3, 1)];
    expect(nextClass(heads, now, ageingMs)).toEqual({ rank: 1, heads: [heads[0], heads[1]] });
    expect(nextClass([], now, ageingMs)).toBeUndefined();
    expect(effectiveRank({ rank: 3, since: agedBefore(3, 1, now, ageingMs) }, now, ageingMs)).toBe(1);
  });
});
