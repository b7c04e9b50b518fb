import type { MisfireDefaults, Pause } from '@orrery/domain';
import type { ScheduleAdvance } from '../persistence/stores/due-schedule.store.js';
import type { Fire } from '../persistence/stores/fire.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { RunTurn } from '../persistence/stores/run-turn.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import type { Task } from '../persistence/stores/task.store.js';
import { planAdvance } from './plan-advance.js';
import { plannedTimes } from './planned-times.js';
import { settleTimes } from './settle-times.js';
import type { FireTimes } from './triggers/fire-times.js';

/** The newest version of a task, as far as planning needs it. */
export type PlannedTask = Pick<Task, 'id' | 'version' | 'definition'>;

/** A due schedule with what decides about its fires. */
export interface PlanningSubject {
  readonly schedule: Schedule;
  /** Undefined: it was deleted. */
  readonly task: PlannedTask | undefined;
  readonly pause: Pause | undefined;
  /** Of a serial schedule: its runs that have not ended. */
  readonly turns: readonly RunTurn[];
}

export interface PlanningRules {
  readonly misfire: MisfireDefaults;
  /** How long after its due time a run belongs to the master that planned it. */
  readonly holdMs: number;
  /** Planned times of one schedule that one step looks at. */
  readonly mostTimes: number;
}

export interface PlanningMoment {
  readonly now: Date;
  readonly until: Date;
}

/** Planned times that are accounted for, and what they do to the runs of their schedule. */
export interface SettledTimes {
  readonly fires: readonly Fire[];
  /** Those among them that its policies dropped. */
  readonly dropped: readonly Fire[];
  readonly runs: readonly RunRow[];
  readonly turns: readonly RunTurn[];
  /** Turns of before that give way, each to which run. */
  readonly replaced: ReadonlyMap<RunTurn, string>;
  /** Runs of before that have to end. */
  readonly cancelled: readonly string[];
}

/** What one schedule contributes to a step of planning. */
export interface SchedulePlan extends SettledTimes {
  readonly schedule: Schedule;
  readonly advance: ScheduleAdvance;
  /** More of its planned times are due than one step looks at. */
  readonly behind: boolean;
  /** Its task is gone: it will not fire again. */
  readonly retired?: boolean;
}

/**
 * Decides everything about one due schedule: which planned times up to `until` fire, wait, merge, are skipped or missed,
 * and how far the schedule has come then.
 */
export function planSchedule(
  subject: PlanningSubject,
  times: FireTimes,
  rules: PlanningRules,
  moment: PlanningMoment,
): SchedulePlan {
  const { schedule, task } = subject;
  const planned = plannedTimes(schedule, times, moment.until, rules.mostTimes);
  const settled = settleTimes(subject, times, planned, rules, moment.now);
  const newest = settled.runs.at(-1)?.id ?? null;
  const advance = planAdvance(schedule, times, planned, newest, moment.now);
  return {
    ...settled,
    schedule,
    advance: task ? advance : { ...advance, state: 'exhausted', nextFireAt: null },
    behind: planned.moreFollow && task !== undefined,
    retired: task === undefined,
  };
}
