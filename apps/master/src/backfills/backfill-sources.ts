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
  /** Of a schedule that is for the target itself. */
  readonly params: Readonly<Record<string, unknown>>;
}

type Aimed = Target & { readonly project: string };

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
    const schedule = await this.schedules.find(session, wanted);
    if (!schedule || schedule.project !== target.project) {
      throw InvalidError.field(
        '/schedule',
        `there is no schedule "${wanted}" in project "${target.project}"`,
      );
    }
    const { kind } = schedule.trigger;
    if (!isTimed(schedule.trigger) || kind === 'fixedDelay') {
      throw InvalidError.field(
        '/schedule',
        `schedule "${schedule.name}" has a ${kind} trigger: no time is planned by it`,
      );
    }
    const params = schedule.taskId === target.id ? schedule.params : {};
    return { scheduleId: schedule.id, timing: timingOf(schedule), params };
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
