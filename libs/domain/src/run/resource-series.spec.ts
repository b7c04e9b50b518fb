import { describe, expect, it } from 'vitest';
import { columnsOf, seriesOf } from './resource-columns.js';
import {
  joinSeries,
  mostResourcePoints,
  type ResourcePoint,
  type ResourceSeries,
} from './resource-series.js';

const startedAt = new Date('2026-03-01T00:00:00.000Z');
const series = (points: readonly ResourcePoint[], stepMs = 1_000): ResourceSeries => ({
  ...{ startedAt, stepMs, points },
});
/** Of a program that takes one core, and a spike of memory at one moment. */
const second = (n: number): ResourcePoint => ({
  ...{ ageMs: n * 1_000 + 300, cpuMs: n * 1_000, memoryBytes: n === 101 ? 900 : 10, pids: 1 },
});
const seconds = (count: number) => Array.from({ length: count }, (_, index) => second(index + 1));
const nothing = series([]);

describe('a series of what an attempt took', () => {
  it('keeps every point as long as they are few', () => {
    const points = seconds(mostResourcePoints);
    expect(joinSeries(series(points), nothing)).toEqual(series(points));
  });

  it('doubles its step when they become too many, and keeps totals and peaks', () => {
    const { stepMs, points } = joinSeries(series(seconds(mostResourcePoints + 1)), nothing);
    expect([stepMs, points.length]).toEqual([2_000, 121]);
    expect(points[0]).toEqual(second(1));
    expect(points[1]).toEqual(second(3));
    expect(points.at(-1)).toEqual(second(241));
    expect(points.filter(({ memoryBytes }) => memoryBytes === 900)).toHaveLength(1);
  });

  it('costs the same for a week', () => {
    let week = nothing;
    for (let atMs = 1_000; atMs < 7 * 86_400_000; atMs += Math.max(week.stepMs, 1_000)) {
      week = joinSeries(week, series([{ ageMs: atMs, cpuMs: atMs }], week.stepMs));
    }
    expect(week.stepMs).toBe(4_096_000);
    expect(week.points.length).toBeGreaterThan(mostResourcePoints / 2);
    expect(week.points.length).toBeLessThanOrEqual(mostResourcePoints);
  });

  it('is the same whatever came first, twice, or thinned out already', () => {
    const all = seconds(600);
    const whole = joinSeries(series(all), nothing);
    const parts = [all.slice(0, 200), all.slice(150, 420), all.slice(420)].map((each) => series(each));
    const thin = parts.map((each) => joinSeries(each, series([], 4_000)));
    for (const order of [
      parts,
      [...parts].reverse(),
      [...thin, ...parts],
      [parts[2]!, thin[0]!, parts[1]!],
    ]) {
      expect(order.reduce(joinSeries, nothing)).toEqual(whole);
    }
  });

  it('begins anew with another beginning', () => {
    const later = { ...series([second(1)]), startedAt: new Date(startedAt.getTime() + 1) };
    expect(joinSeries(series(seconds(5)), later)).toEqual(later);
  });
});

describe('the columns of a series', () => {
  const points: ResourcePoint[] = [
    { ageMs: 1_000, cpuMs: 5, memoryBytes: 2 ** 40 },
    { ageMs: 2_001, cpuMs: 9 },
  ];

  it('say all that is known', () => {
    const columns = columnsOf(series(points));
    expect(columns).toEqual({
      ...{ startedAt: startedAt.toISOString(), stepMs: 1_000, ageMs: [1_000, 2_001] },
      ...{ cpuMs: [5, 9], memoryBytes: [2 ** 40, null] },
    });
    expect(seriesOf(JSON.parse(JSON.stringify(columns)))).toEqual(series(points));
    expect(seriesOf(columnsOf(nothing))).toEqual(nothing);
  });

  it.each([
    ['nothing', null],
    ['a text', 'series'],
    ['no beginning', { startedAt: 'noon' }],
    ['a step that is none', { stepMs: 1_500 }],
    ['a step of nothing', { stepMs: 0 }],
    ['a column that is too short', { cpuMs: [5] }],
    ['a point without a time', { ageMs: [1, null] }],
    ['a point beyond all time', { ageMs: [1, Number.MAX_SAFE_INTEGER] }],
    ['a figure below zero', { cpuMs: [5, -1] }],
    ['a figure that is no number', { memoryBytes: ['5', 6] }],
    ['more points than are kept', { ageMs: seconds(241).map(({ ageMs }) => ageMs) }],
  ])('are not read where they are %s', (_, wrong) => {
    const columns = columnsOf(series(points));
    const told = typeof wrong === 'object' && wrong !== null ? { ...columns, ...wrong } : wrong;
    expect(seriesOf(told)).toBeUndefined();
  });
});
