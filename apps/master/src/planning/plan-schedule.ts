import { judgeMisfires, type FireVerdict, type MisfirePolicy, type ScheduleState } from '@orrery/domain';
import type { Fire } from '../persistence/stores/fire.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { Schedule, ScheduleAdvance } from '../persistence/stores/schedule.store.js';
import type { Task } from '../persistence/stores/task.store.js';
import { newRun } from '../runs/new-run.js';
import type { FireTimes } from './triggers/fire-times.js';

export interface PlanningRules {
  readonly misfire: MisfirePolicy;
  /** How long after its due time a run belongs to the master that planned it. */
  readonly holdMs: number;
  /** Planned times of one schedule that one step looks at. */
  readonly mostTimes: number;
}

/** What one schedule contributes to a step of planning. */
export interface SchedulePlan {
  readonly fires: readonly Fire[];
  readonly runs: readonly RunRow[];
  readonly advance: ScheduleAdvance;
  /** More of its planned times are due than one step looks at. */
  readonly behind: boolean;
}

/**
 * Decides everything about one due schedule: which planned times up to `until` fire, merge or are missed, and how far
 * the schedule has come then. The next fire follows the last *planned* time, never the clock.
 */
export function planSchedule(
  schedule: Schedule,
  task: Task | undefined,
  times: FireTimes,
  rules: PlanningRules,
  moment: { readonly now: Date; readonly until: Date },
): SchedulePlan {
  const planned = plannedTimes(schedule, times, moment.until, rules.mostTimes);
  const verdicts = judgeMisfires(planned.times, moment.now, rules.misfire, planned.moreFollow);
  const firing = verdicts.filter((verdict) => verdict.kind === 'fire' && task?.state === 'active');
  const runs = firing.map((verdict) => runFor(schedule, task!, verdict.plannedAt, rules.holdMs, moment.now));
  const runAt = new Map(runs.map((run) => [run.planned_at!.getTime(), run.id]));
  const fires = verdicts.map((verdict) => account(verdict, schedule.id, runAt, task, moment.now));
  const advance = advanceOf(schedule, task, planned, runs.at(-1)?.id ?? null, moment.now);
  return { fires, runs, advance, behind: planned.moreFollow };
}

interface PlannedTimes {
  readonly times: readonly Date[];
  /** The first time not looked at; undefined when there is none. */
  readonly next: Date | undefined;
  /** That time is due as well: the backlog is longer than one step. */
  readonly moreFollow: boolean;
}

function plannedTimes(schedule: Schedule, times: FireTimes, until: Date, most: number): PlannedTimes {
  const found: Date[] = [];
  let next: Date | undefined = schedule.nextFireAt ?? undefined;
  while (next && next <= until && found.length < most) {
    found.push(next);
    if (schedule.trigger.kind === 'fixedDelay') return { times: found, next: undefined, moreFollow: false };
    next = times.next(schedule.trigger, schedule, next);
  }
  return { times: found, next, moreFollow: next !== undefined && next <= until };
}

function runFor(schedule: Schedule, task: Task, plannedAt: Date, holdMs: number, now: Date): RunRow {
  return newRun(task, {
    params: schedule.params,
    priority: schedule.priority,
    dueAt: plannedAt,
    eligibleAt: new Date(plannedAt.getTime() + holdMs),
    now,
    scheduleId: schedule.id,
    plannedAt,
  });
}

function account(
  verdict: FireVerdict,
  scheduleId: string,
  runAt: ReadonlyMap<number, string>,
  task: Task | undefined,
  now: Date,
): Fire {
  const base = { scheduleId, plannedAt: verdict.plannedAt, createdAt: now };
  switch (verdict.kind) {
    case 'fire': {
      const runId = runAt.get(verdict.plannedAt.getTime());
      if (runId) return { ...base, outcome: 'FIRED', reason: null, runId };
      return {
        ...base,
        outcome: 'SKIPPED',
        reason: task ? 'the task is paused' : 'the task was deleted',
        runId: null,
      };
    }
    case 'merge':
      return { ...base, outcome: 'MERGED', reason: 'misfire: one later run stands for it', runId: null };
    case 'miss':
      return { ...base, outcome: 'MISSED', reason: 'misfire: older than the window', runId: null };
  }
}

function advanceOf(
  schedule: Schedule,
  task: Task | undefined,
  planned: PlannedTimes,
  lastRunId: string | null,
  now: Date,
): ScheduleAdvance {
  const lastPlannedAt = planned.times.at(-1) ?? schedule.lastPlannedAt;
  const base = { id: schedule.id, lastPlannedAt };
  if (schedule.trigger.kind === 'fixedDelay' && task) {
    if (lastRunId) return { ...base, state: 'active', nextFireAt: null, awaitedRunId: lastRunId };
    return { ...base, ...upcoming(afterDelay(schedule, lastPlannedAt, now)), awaitedRunId: null };
  }
  return { ...base, ...upcoming(task && planned.next), awaitedRunId: null };
}

/** No run to wait for: the delay counts from the planned time, or from now when that is over, lest it lag for ever. */
function afterDelay(schedule: Schedule, plannedAt: Date | null, now: Date): Date | undefined {
  if (schedule.trigger.kind !== 'fixedDelay') return undefined;
  const fromMs = Math.max(plannedAt?.getTime() ?? 0, now.getTime());
  const next = new Date(fromMs + schedule.trigger.everyMs);
  return schedule.endAt && next > schedule.endAt ? undefined : next;
}

function upcoming(next: Date | undefined): { state: ScheduleState; nextFireAt: Date | null } {
  return { state: next ? 'active' : 'exhausted', nextFireAt: next ?? null };
}
