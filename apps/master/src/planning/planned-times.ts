import { isMisfire, type Following, type MisfirePolicy } from '@orrery/domain';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { FireTimes } from './triggers/fire-times.js';

/** Planned times of one schedule that one step of planning looks at. */
export interface PlannedTimes {
  /** Ascending. */
  readonly times: readonly Date[];
  /** The first time not looked at; undefined when there is none. */
  readonly next: Date | undefined;
  /** That time is due as well: the backlog is longer than one step. */
  readonly moreFollow: boolean;
}

/** The schedule's planned times up to `until`, at most so many. */
export function plannedTimes(schedule: Schedule, times: FireTimes, until: Date, most: number): PlannedTimes {
  const found: Date[] = [];
  let next: Date | undefined = schedule.nextFireAt ?? undefined;
  while (next && next <= until && found.length < most) {
    found.push(next);
    if (schedule.trigger.kind === 'fixedDelay') return { times: found, next: undefined, moreFollow: false };
    next = times.next(schedule.trigger, schedule, next);
  }
  return { times: found, next, moreFollow: next !== undefined && next <= until };
}

/** What comes after a piece of a backlog. The late ones are counted only where the verdict depends on their number. */
export function followingOf(
  schedule: Schedule,
  times: FireTimes,
  planned: PlannedTimes,
  policy: MisfirePolicy,
  now: Date,
): Following {
  if (!planned.moreFollow) return { some: false, late: 0 };
  let late = 0;
  if (policy.policy === 'FIRE_ALL' && policy.cap !== Infinity) {
    let next = planned.next;
    while (next && late < policy.cap && isMisfire(next, now, policy)) {
      late += 1;
      next = times.next(schedule.trigger, schedule, next);
    }
  }
  return { some: true, late };
}
