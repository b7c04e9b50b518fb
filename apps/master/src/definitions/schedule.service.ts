import { Injectable } from '@nestjs/common';
import type {
  CreateScheduleDto,
  Page,
  PageQuery,
  ReplaceScheduleDto,
  ScheduleDto,
  ScheduleListQuery,
  ScheduleVersionDto,
} from '@orrery/contracts';
import { isSerial, NotFoundError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { toScheduleDto, type Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleVersionStore } from '../persistence/stores/schedule-version.store.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { ScheduleChanges, type Change, type Requested } from './schedule-changes.js';
import { ScheduleRules } from './schedule-rules.js';
import { scheduleSettings } from './schedule-settings.js';

/** Schedules: when tasks run by themselves. A change takes effect from now on; what was planned ahead is withdrawn. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly database: Database,
    private readonly schedules: ScheduleStore,
    private readonly versions: ScheduleVersionStore,
    private readonly rules: ScheduleRules,
    private readonly changes: ScheduleChanges,
  ) {}

  async create(body: CreateScheduleDto, actor: string): Promise<ScheduleDto> {
    const id = newId();
    const schedule = await this.changes.create(actor, async (session, now) => {
      await this.rules.check(session, body, body.project);
      const { project, name } = body;
      const settings = { project, name, ...scheduleSettings(body), anchorAt: now };
      this.rules.mustFire(settings, now);
      return {
        id,
        version: 1,
        ...settings,
        ...this.rules.outlook(settings, now),
        lastPlannedAt: null,
        awaitedRunId: null,
        createdAt: now,
        updatedAt: now,
      };
    });
    return toScheduleDto(schedule);
  }

  async get(id: string): Promise<ScheduleDto> {
    const schedule = await this.database.run((session) => this.schedules.find(session, id));
    if (!schedule) throw NotFoundError.of('schedule', id);
    return toScheduleDto(schedule);
  }

  list(query: ScheduleListQuery, projects?: readonly string[]): Promise<Page<ScheduleDto>> {
    return this.database.run((session) => this.schedules.list(session, query, projects));
  }

  async replace(id: string, body: ReplaceScheduleDto, requested: Requested): Promise<ScheduleDto> {
    const decide = async (session: Session, present: Schedule, now: Date): Promise<Change> => {
      await this.rules.check(session, body, present.project, id);
      const { project, name } = present;
      const settings = { project, name, ...scheduleSettings(body), anchorAt: now };
      const since = latest(now, await this.versions.planAfter(session, present));
      const planAfter = latest(since, await this.changes.withdrawal.forget(session, present, since));
      await this.#changeTurns(session, present, settings);
      if (body.trigger.kind === 'fixedDelay' && (await this.rules.isAwaiting(session, present))) {
        const state = present.state === 'paused' ? 'paused' : 'active';
        return { change: { ...settings, state, nextFireAt: null }, planAfter };
      }
      const outlook = present.state === 'paused' ? paused : this.rules.outlook(settings, planAfter);
      return { change: { ...settings, ...outlook, awaitedRunId: null }, planAfter };
    };
    const step = { what: 'replaced', appliesTo: () => true, decide };
    return toScheduleDto(await this.changes.change(id, requested, step));
  }

  /** Runs that wait for earlier ones go on waiting until it is resumed. */
  async pause(id: string, requested: Requested): Promise<ScheduleDto> {
    const schedule = await this.changes.change(id, requested, {
      what: 'paused',
      appliesTo: ({ state }) => state === 'active',
      decide: async (session, present, now) => {
        await this.changes.withdrawal.skip(session, present, now, 'the schedule was paused');
        return { change: paused, planAfter: latest(now, present.lastPlannedAt) };
      },
    });
    return toScheduleDto(schedule);
  }

  /** Planned times that fell into the pause are not made up for; a fixed delay goes on waiting for its run. */
  async resume(id: string, requested: Requested): Promise<ScheduleDto> {
    const schedule = await this.changes.change(id, requested, {
      what: 'resumed',
      appliesTo: ({ state }) => state === 'paused',
      decide: async (session, present, now) => {
        const resumed = await this.#resumed(session, present, now);
        await this.changes.turns.advance(session, [{ ...present, ...resumed.change }]);
        return resumed;
      },
    });
    return toScheduleDto(schedule);
  }

  delete(id: string, requested: Requested): Promise<void> {
    return this.changes.delete(id, requested);
  }

  versionsOf(id: string, query: PageQuery): Promise<Page<ScheduleVersionDto>> {
    return this.database.run((session) => this.versions.list(session, id, query));
  }

  async #resumed(session: Session, present: Schedule, now: Date): Promise<Change> {
    const planAfter = latest(now, present.lastPlannedAt);
    if (await this.rules.isAwaiting(session, present)) {
      return { change: { state: 'active', nextFireAt: null }, planAfter };
    }
    return { change: { ...this.rules.outlook(present, planAfter), awaitedRunId: null }, planAfter };
  }

  /** Runs of before count when the schedule becomes serial, and wait no longer when it is not any more. */
  async #changeTurns(
    session: Session,
    present: Schedule,
    settings: Pick<Schedule, 'overlap'>,
  ): Promise<void> {
    if (isSerial(present.overlap) && !isSerial(settings.overlap)) {
      await this.changes.turns.dissolve(session, present.id);
    }
    if (!isSerial(present.overlap) && isSerial(settings.overlap)) {
      await this.changes.turns.found(session, present.id);
    }
  }
}

const paused = { state: 'paused', nextFireAt: null } as const;

function latest(a: Date, b: Date | null): Date {
  return b && b > a ? b : a;
}
