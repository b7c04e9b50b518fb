import type { Rhythm } from '../load/schedule-plans.js';

/** The time of the load, both ends included, in epoch milliseconds. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A rhythm whose times are known beforehand; those of a fixed delay follow the ends of its runs. */
export type TimedRhythm = Exclude<Rhythm, { kind: 'fixedDelay' }>;

/** When a schedule has to fire within the window: mere arithmetic, nothing of the platform's planner. */
export function plannedTimes(rhythm: TimedRhythm, { fromMs, toMs }: Window): number[] {
  const firstMs = rhythm.kind === 'cron' ? firstOnClock(rhythm, fromMs) : fromMs + rhythm.offsetMs;
  if (firstMs > toMs) return [];
  const count = Math.floor((toMs - firstMs) / rhythm.everyMs) + 1;
  return Array.from({ length: count }, (_, index) => firstMs + index * rhythm.everyMs);
}

/** The epoch began with a full minute, and UTC has no other seconds. */
function firstOnClock({ everyMs, phaseMs }: { everyMs: number; phaseMs: number }, fromMs: number): number {
  return Math.ceil((fromMs - phaseMs) / everyMs) * everyMs + phaseMs;
}
