import type { DailyHours } from './daily-hours.js';

/** The times a trigger names, before jitter: answers the first one strictly after an instant. Pure. */
export type NominalTimes = (after: Date) => Date | undefined;

/** No planned time is later: cron knows no years after it. */
const endOfTimesMs = Date.UTC(2100, 0, 1);

export function single(atMs: number): NominalTimes {
  return (after) => (atMs > after.getTime() ? new Date(atMs) : undefined);
}

/** The instants of a grid, from its anchor on. */
export function onGrid(anchorMs: number, everyMs: number): NominalTimes {
  return (after) => {
    const steps = Math.floor((after.getTime() - anchorMs) / everyMs) + 1;
    return new Date(anchorMs + Math.max(0, steps) * everyMs);
  };
}

/** Those from the start on, up to the end; both included. */
export function bounded(
  times: NominalTimes,
  { startAt, endAt }: { readonly startAt: Date | null; readonly endAt: Date | null },
): NominalTimes {
  const endMs = endAt?.getTime() ?? endOfTimesMs;
  return (after) => {
    const next = times(startAt && startAt > after ? new Date(startAt.getTime() - 1) : after);
    return next && next.getTime() <= endMs ? next : undefined;
  };
}

/** Those within the hours of a day; the others do not exist. */
export function inHours(times: NominalTimes, hours: DailyHours): NominalTimes {
  return (after) => {
    let next = times(after);
    while (next && !hours.includes(next.getTime())) {
      next = times(new Date(hours.opening(next.getTime()) - 1));
    }
    return next;
  };
}

/** The last time from `fromMs` to `uptoMs`, both included, found by halving. */
export function lastUpTo(times: NominalTimes, fromMs: number, uptoMs: number): Date | undefined {
  let found: Date | undefined;
  let low = fromMs - 1;
  let high = uptoMs;
  // What remains lies after `low`, and nothing lies between `high` and `uptoMs`.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = times(new Date(middle));
    if (next && next.getTime() <= uptoMs) {
      found = next;
      low = next.getTime();
    } else {
      high = middle;
    }
  }
  return found;
}
