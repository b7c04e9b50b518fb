import { performance } from 'node:perf_hooks';

/** Leaves the time, in nanoseconds since the epoch, in the file that it is told of; of no use but to see when it began. */
export const tellTime = '/bin/date +t=%s%N >>"$ORRERY_OUTPUT"';

/** The time as `date` tells it, in milliseconds with fractions. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

/** What `tellTime` left, in milliseconds since the epoch. */
export function toldMs(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000n) / 1_000;
}
