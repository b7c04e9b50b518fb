import { lastUpTo, type NominalTimes } from './nominal-times.js';

const dayMs = 86_400_000;
/** How far back a look goes, one after another: rhythms are short, and a long look costs more. Then back to 1970. */
const looksMs = [60_000, 3_600_000, dayMs, 32 * dayMs, 366 * dayMs];

/** The last time strictly before an instant; undefined: there is none since 1970. */
export function lastBefore(times: NominalTimes, at: Date): Date | undefined {
  const uptoMs = at.getTime() - 1;
  for (const lookMs of [...looksMs, uptoMs]) {
    const first = times(new Date(uptoMs - lookMs));
    if (first && first.getTime() <= uptoMs) return lastUpTo(times, first.getTime(), uptoMs);
  }
  return undefined;
}
