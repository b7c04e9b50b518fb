import type { Trigger } from '@orrery/domain';
import type { LedgerSpan } from '../persistence/stores/ledger.store.js';
import type { ScheduleVersion } from '../persistence/stores/schedule-version.store.js';
import type { FireTimes } from '../planning/triggers/fire-times.js';

/** A stretch of time in which one version of a schedule decides: after `after`, up to `upTo`, which is included. */
export interface Reign {
  readonly version: ScheduleVersion;
  readonly after: Date;
  /** Undefined: it is the newest version. */
  readonly upTo: Date | undefined;
}

/** The versions of one schedule, oldest first, each with its time. */
export function reignsOf(versions: readonly ScheduleVersion[]): Reign[] {
  return versions.map((version, index) => ({
    version,
    after: version.planAfter,
    upTo: versions[index + 1]?.planAfter,
  }));
}

/** Triggers whose times nobody can recompute, and why. */
export const unprovable: Readonly<Partial<Record<Trigger['kind'], string>>> = {
  fixedDelay: 'each fire follows the end of the run before it',
  event: 'each fire follows an event',
  dependency: 'each fire follows the success of another task',
};

/** What the version should have fired in its time, within the span, ascending. */
export function* expectedTimes(
  { version, after, upTo }: Reign,
  times: FireTimes,
  span: LedgerSpan,
): Generator<Date> {
  const { schedule, deleted } = version;
  if (deleted || schedule.state !== 'active' || schedule.trigger.kind in unprovable) return;
  const beforeSpan = new Date(span.from.getTime() - 1);
  let next = times.next(schedule.trigger, schedule, after > beforeSpan ? after : beforeSpan);
  while (next && next < span.to && (!upTo || next <= upTo)) {
    yield next;
    next = times.next(schedule.trigger, schedule, next);
  }
}

/** Whether the instant lies in the time of the version. */
export function isWithin({ after, upTo }: Reign, instant: Date): boolean {
  return instant > after && (!upTo || instant <= upTo);
}
