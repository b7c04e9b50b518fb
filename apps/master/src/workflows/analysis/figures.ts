import type { DurationsDto, TrendDto } from '@orrery/contracts';
import { linearRegression, max, mean, quantile } from 'simple-statistics';

/** What is usual among durations; null where there are none. */
export function durationsOf(values: readonly number[]): DurationsDto | null {
  if (values.length === 0) return null;
  const [p50, p95] = quantile([...values], [0.5, 0.95]);
  return { p50Ms: Math.round(p50!), p95Ms: Math.round(p95!), maxMs: max([...values]) };
}

/** Whether durations grow; null with fewer than two. @param values the oldest first. */
export function trendOf(values: readonly number[]): TrendDto | null {
  if (values.length < 2) return null;
  const half = Math.floor(values.length / 2);
  return {
    olderMeanMs: Math.round(mean(values.slice(0, half))),
    newerMeanMs: Math.round(mean(values.slice(half))),
    slopeMs: Math.round(linearRegression(values.map((value, index) => [index, value])).m * 100) / 100,
  };
}

/** A share between 0 and 1, to four digits. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}
