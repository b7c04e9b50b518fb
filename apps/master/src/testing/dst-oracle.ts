import type { DstPolicy } from '@orrery/domain';
import type { CronSpecimen } from './cron-specimen.js';

const minuteMs = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall of the zone shows, as milliseconds as if it were UTC; by Intl alone. */
export function wallMs(timeZone: string, atMs: number): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  const [month, day, year, hour, minute] = format.format(atMs).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute);
}

/**
 * The fires of an expression between two instants by brute force: every minute of them is looked at on the wall, and
 * what the wall leaves out or shows twice is found by comparing neighbours. Whole minutes only.
 */
export function firesByBruteForce(
  specimen: CronSpecimen,
  dst: DstPolicy,
  timeZone: string,
  sinceMs: number,
  untilMs: number,
): number[] {
  const fires = new Set<number>();
  const shown = new Map<number, number[]>();
  let before: number | undefined;
  for (let atMs = sinceMs; atMs < untilMs; atMs += minuteMs) {
    const wall = wallMs(timeZone, atMs);
    shown.set(wall, [...(shown.get(wall) ?? []), atMs]);
    for (let left = before ?? wall; before !== undefined && left + minuteMs < wall; left += minuteMs) {
      if (dst.gap === 'skip' || !matches(specimen, left + minuteMs)) continue;
      fires.add(dst.gap === 'shift' ? atMs + left - before : atMs);
    }
    before = wall;
  }
  for (const [wall, instants] of shown) {
    if (!matches(specimen, wall)) continue;
    const counting = { first: instants.slice(0, 1), second: instants.slice(-1), both: instants }[dst.overlap];
    for (const atMs of counting) fires.add(atMs);
  }
  return [...fires].sort((a, b) => a - b);
}

function matches(specimen: CronSpecimen, wall: number): boolean {
  const date = new Date(wall);
  return (
    specimen.matchesTime(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()) &&
    specimen.matchesDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  );
}
