import { Injectable } from '@nestjs/common';
import type { BackfillTimesDto } from '@orrery/contracts';
import { InvalidError, type Target } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { BackfillTiming } from '../persistence/stores/backfill-row.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { FireTimes, isTimed } from '../planning/triggers/fire-times.js';

/** Where planned times come from, and what comes with them. */
export interface BackfillSource {
  readonly scheduleId: string | null;
  readonly timing: BackfillTiming;
  /** Of the schedule. */
  readonly params: Readonly<Record<string, unknown>>;
}

type Aimed = Target & { readonly name: string; readonly project: string };

/** Finds out whose planned times a backfill is for. */
@Injectable()
export class BackfillSources {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly times: FireTimes,
  ) {}

  /** @throws InvalidError naming `/schedule`, or its field. */
  async read(session: Session, wanted: string | BackfillTimesDto, target: Aimed): Promise<BackfillSource> {
    if (typeof wanted !== 'string') return this.#inline(wanted, target);
    const schedule = await this.#schedule(session, wanted, target);
    const { kind } = schedule.trigger;
    if (!isTimed(schedule.trigger) || kind === 'fixedDelay') {
      throw InvalidError.field(
        '/schedule',
        `schedule "${schedule.name}" has a ${kind} trigger: no time is planned by it`,
      );
    }
    return { scheduleId: schedule.id, timing: timingOf(schedule), params: schedule.params };
  }

  async #schedule(session: Session, named: string, target: Aimed): Promise<Schedule> {
    const { kind, id, name, project } = target;
    const schedule = await this.schedules.findNamed(session, project, named);
    if (!schedule) {
      throw InvalidError.field('/schedule', `there is no schedule "${named}" in project "${project}"`);
    }
    if (schedule.taskId === id) return schedule;
    const other = `${schedule.targetKind} ${schedule.taskId}`;
    throw InvalidError.field(
      '/schedule',
      `schedule "${schedule.name}" is for the ${other}, not for the ${kind} "${name}"; take one of that, or a cron line`,
    );
  }

  #inline(wanted: BackfillTimesDto, { project }: Aimed): BackfillSource {
    const { kind, expression, timeZone } = wanted;
    const dst = wanted.dst ?? null;
    try {
      this.times.cronLine(expression, timeZone, dst);
    } catch (error) {
      throw belowSchedule(error);
    }
    const still = { anchorMs: 0, jitterMs: 0, dailyWindow: null };
    const timing = { trigger: { kind, expression, timeZone }, project, name: '', ...still, dst };
    return { scheduleId: null, timing, params: {} };
  }
}

function timingOf(schedule: Schedule): BackfillTiming {
  const { trigger, project, name, jitterMs, dailyWindow, dst } = schedule;
  const anchorMs = (schedule.startAt ?? schedule.anchorAt).getTime();
  return { trigger, project, name, anchorMs, jitterMs, dailyWindow, dst };
}

/** A cron line speaks of the trigger it stands in. */
function belowSchedule(error: unknown): unknown {
  if (!(error instanceof InvalidError)) return error;
  const [{ pointer, detail } = { pointer: '/trigger', detail: error.message }] = error.errors;
  return InvalidError.field(pointer.replace('/trigger', '/schedule'), detail);
}
