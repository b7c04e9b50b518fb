import type { ZoneClock } from './zone-clock.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const stepsMs = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28, 91, 182].map((days) => days * DAY_MS),
];

export interface Tick {
  readonly atMs: number;
  readonly text: string;
}

/** Round times between two instants, as the clocks of the zone show them; at most `most` of them. */
export function ticksBetween(fromMs: number, toMs: number, most: number, clock: ZoneClock): Tick[] {
  const spanMs = toMs - fromMs;
  const stepMs = stepsMs.find((step) => spanMs / step <= most) ?? Math.ceil(spanMs / most / DAY_MS) * DAY_MS;
  const textOf = tickText(stepMs, clock);
  const ticks: Tick[] = [];
  const firstMs = Math.ceil((fromMs + clock.offsetMs(fromMs)) / stepMs) * stepMs;
  for (let shownMs = firstMs; ; shownMs += stepMs) {
    const atMs = clock.instantOf(shownMs);
    if (atMs > toMs) return ticks;
    // Where clocks go back or on, a round time may come twice or lie before the last one.
    const lastMs = ticks.at(-1)?.atMs ?? -Infinity;
    if (atMs >= fromMs && atMs > lastMs) ticks.push({ atMs, text: textOf(atMs) });
  }
}

function tickText(stepMs: number, clock: ZoneClock): (ms: number) => string {
  const day = clock.formatter({ day: 'numeric', month: 'short' });
  if (stepMs >= DAY_MS) return day;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  if (stepMs < SECOND_MS) {
    return clock.formatter({ ...time, second: '2-digit', fractionalSecondDigits: 3 });
  }
  if (stepMs < MINUTE_MS) return clock.formatter({ ...time, second: '2-digit' });
  const minutes = clock.formatter(time);
  return (ms) => (minutes(ms) === '00:00' ? day(ms) : minutes(ms));
}
