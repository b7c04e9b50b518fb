import { setImmediate as breathe } from 'node:timers/promises';
import type { LedgerEntry, LedgerSpan } from '../persistence/stores/ledger.store.js';
import type { ScheduleVersion } from '../persistence/stores/schedule-version.store.js';
import type { FireTimes } from '../planning/triggers/fire-times.js';
import { expectedTimes, isWithin, reignsOf, unprovable, type Reign } from './expected-times.js';
import type { ProofTally } from './proof-tally.js';

/** Times after which the process turns to its other work for a moment. */
const timesAtOnce = 1_000;

export interface ComparedSchedule {
  readonly versions: readonly ScheduleVersion[];
  /** What the ledger has of it in the span. */
  readonly entries: readonly LedgerEntry[];
}

/**
 * Compares what one schedule should have fired with what the ledger has. What lies after `settledBy` may still be on its
 * way, or be taken back by a change: it is counted and proves nothing.
 */
export async function compareSchedule(
  { versions, entries }: ComparedSchedule,
  times: FireTimes,
  span: LedgerSpan,
  settledBy: Date,
  tally: ProofTally,
): Promise<void> {
  tally.compared();
  const left = new Map(entries.map((entry) => [entry.plannedAt.getTime(), entry]));
  const reigns = reignsOf(versions);
  let count = 0;
  for (const reign of reigns) {
    for (const plannedAt of expectedTimes(reign, times, span)) {
      const entry = left.get(plannedAt.getTime());
      left.delete(plannedAt.getTime());
      const { id, overlap } = reign.version.schedule;
      if (entry) tally.accounted(entry, overlap);
      else if (plannedAt > settledBy) tally.pending();
      else tally.missing(id, plannedAt);
      count += 1;
      if (count % timesAtOnce === 0) await breathe();
    }
  }
  const others = exclude(left.values(), reigns, tally);
  for (const entry of others) if (entry.plannedAt <= settledBy) tally.unexpected(entry);
  if (reigns.some((reign) => isProvable(reign) && overlaps(reign, span))) tally.schedule();
}

/** Takes out what follows no clock. */
function exclude(entries: Iterable<LedgerEntry>, reigns: readonly Reign[], tally: ProofTally): LedgerEntry[] {
  const clockless = reigns.filter((reign) => !isProvable(reign));
  const fires = new Map(clockless.map((reign) => [reign, 0]));
  const others: LedgerEntry[] = [];
  for (const entry of entries) {
    const reign = clockless.find((each) => isWithin(each, entry.plannedAt));
    if (reign) fires.set(reign, fires.get(reign)! + 1);
    else others.push(entry);
  }
  for (const [{ version }, count] of fires) {
    tally.excluded(version.schedule.trigger.kind, version.schedule.id, count);
  }
  return others;
}

function isProvable({ version }: Reign): boolean {
  return !(version.schedule.trigger.kind in unprovable);
}

function overlaps({ after, upTo, version }: Reign, { from, to }: LedgerSpan): boolean {
  return !version.deleted && after < to && (!upTo || upTo >= from);
}
