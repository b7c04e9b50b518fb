import type { Fire } from '../persistence/stores/fire.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { PlanningRules, PlanningSubject, SchedulePlan } from '../planning/plan-schedule.js';
import { settleTimes } from '../planning/settle-times.js';
import type { FireTimes } from '../planning/triggers/fire-times.js';
import type { Occurrence } from './occurrence.js';

/**
 * Decides what occurrences do to one schedule that waits for them: one fire each, at the instant they are recorded, put
 * off by a millisecond where the ledger has that time already. Pauses and the overlap mode have their say as for any
 * other fire.
 */
export function planOccurrences(
  subject: PlanningSubject,
  occurrences: readonly Occurrence[],
  times: FireTimes,
  rules: PlanningRules,
  now: Date,
): SchedulePlan {
  const { schedule, task } = subject;
  const placed = new Map(place(occurrences, schedule.lastPlannedAt, now));
  const instants = [...placed.keys()].map((ms) => new Date(ms));
  const refused = refusalOf(schedule, times, now);
  const settled = settleTimes(
    subject,
    times,
    { times: refused === undefined ? instants : [], next: undefined, moreFollow: false },
    rules,
    now,
  );
  const refusals = refused === undefined ? [] : instants.map((at) => skipped(schedule, at, refused, now));
  return {
    ...settled,
    fires: [...settled.fires, ...refusals],
    runs: settled.runs.map((run) => startedBy(placed.get(run.planned_at!.getTime())!, run, now)),
    schedule,
    advance: {
      id: schedule.id,
      state: task ? 'active' : 'exhausted',
      nextFireAt: null,
      lastPlannedAt: instants.at(-1)!,
      awaitedRunId: null,
    },
    behind: false,
  };
}

/** Each gets a millisecond of its own, after everything the ledger has. */
function place(
  occurrences: readonly Occurrence[],
  lastPlannedAt: Date | null,
  now: Date,
): [number, Occurrence][] {
  const firstMs = Math.max(now.getTime(), (lastPlannedAt?.getTime() ?? 0) + 1);
  return occurrences.map((occurrence, index) => [firstMs + index, occurrence]);
}

/** Why the schedule does not fire now whatever happens; undefined: it does. */
function refusalOf(schedule: Schedule, times: FireTimes, now: Date): string | undefined {
  const { state, startAt, endAt, dailyWindow } = schedule;
  if (state === 'paused') return 'the schedule is paused';
  if (startAt && now < startAt) return 'before the start of the schedule';
  if (endAt && now > endAt) return 'after the end of the schedule';
  if (dailyWindow && !times.hours(dailyWindow).includes(now.getTime())) return 'outside the daily window';
  return undefined;
}

function skipped({ id, project }: Schedule, plannedAt: Date, reason: string, now: Date): Fire {
  return { scheduleId: id, plannedAt, project, outcome: 'SKIPPED', reason, runId: null, createdAt: now };
}

/** One that does not wait for its turn is ready for every master: nobody holds it until its time. */
function startedBy({ params }: Occurrence, run: RunRow, now: Date): RunRow {
  const given = JSON.parse(run.params) as Record<string, unknown>;
  return {
    ...run,
    params: JSON.stringify({ ...given, ...params }),
    due_at: now,
    eligible_at: run.eligible_at === null ? null : now,
  };
}
