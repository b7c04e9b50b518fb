import { Injectable } from '@nestjs/common';
import { isSerial } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../persistence/groups-of.js';
import type { RunTurn } from '../persistence/stores/run-turn.store.js';
import { RunTurnStore } from '../persistence/stores/run-turn.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import {
  planSchedule,
  type PlanningMoment,
  type PlanningSubject,
  type SchedulePlan,
} from './plan-schedule.js';
import { PlannedTasks } from './planned-tasks.js';
import { PlanningPolicy } from './planning-policy.js';
import { FireTimes } from './triggers/fire-times.js';

/** A schedule that cannot be planned, and why. */
export interface PlanningFault {
  readonly schedule: Schedule;
  readonly error: unknown;
}

export interface PlannedSchedules {
  readonly plans: readonly SchedulePlan[];
  readonly faults: readonly PlanningFault[];
}

/** Plans claimed schedules, and finds what decides about them. */
@Injectable()
export class SchedulePlanner {
  readonly #times = new FireTimes();

  constructor(
    private readonly tasks: PlannedTasks,
    private readonly turns: RunTurnStore,
    private readonly policy: PlanningPolicy,
  ) {}

  async planAll(
    session: Session,
    schedules: readonly Schedule[],
    moment: PlanningMoment,
  ): Promise<PlannedSchedules> {
    const rules = this.policy.rules(schedules.length);
    const subjects = await this.subjects(session, schedules);
    return plannedEach(subjects, (subject) => planSchedule(subject, this.#times, rules, moment));
  }

  /** The schedules, locked, with what decides about their fires. */
  async subjects(session: Session, schedules: readonly Schedule[]): Promise<PlanningSubject[]> {
    const tasks = await this.tasks.find(session, [...new Set(schedules.map(({ taskId }) => taskId))]);
    const turns = await this.#turnsOf(session, schedules);
    return schedules.map((schedule) => {
      const task = tasks.get(schedule.taskId);
      const pause = this.policy.pauseOf(schedule, task);
      return { schedule, task, pause, turns: turns.get(schedule.id) ?? [] };
    });
  }

  async #turnsOf(session: Session, schedules: readonly Schedule[]): Promise<Map<string, RunTurn[]>> {
    const serial = schedules.filter(({ overlap }) => isSerial(overlap)).map(({ id }) => id);
    const turns = await this.turns.of(session, serial);
    return new Map(groupsOf(turns, (turn) => turn.scheduleId).map((group) => [group[0]!.scheduleId, group]));
  }
}

/** Each apart: a schedule that cannot be planned is a fault and keeps no other from going on. */
export function plannedEach(
  subjects: readonly PlanningSubject[],
  plan: (subject: PlanningSubject) => SchedulePlan,
): PlannedSchedules {
  const plans: SchedulePlan[] = [];
  const faults: PlanningFault[] = [];
  for (const subject of subjects) {
    try {
      plans.push(plan(subject));
    } catch (error) {
      faults.push({ schedule: subject.schedule, error });
    }
  }
  return { plans, faults };
}
