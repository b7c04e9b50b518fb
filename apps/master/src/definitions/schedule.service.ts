import { Injectable } from '@nestjs/common';
import type {
  CreateScheduleDto,
  Page,
  ReplaceScheduleDto,
  ScheduleBodyDto,
  ScheduleDto,
  ScheduleListQuery,
} from '@orrery/contracts';
import { NotFoundError, VersionMismatchError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import {
  rankOrNull,
  ScheduleStore,
  toScheduleDto,
  type Schedule,
} from '../persistence/stores/schedule.store.js';
import { FireWithdrawal } from '../planning/fire-withdrawal.js';
import { DefinitionContext } from './definition-context.js';
import { ScheduleRules } from './schedule-rules.js';

/** Schedules: when tasks run by themselves. A change takes effect from now on; what was planned ahead is withdrawn. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly database: Database,
    private readonly schedules: ScheduleStore,
    private readonly rules: ScheduleRules,
    private readonly withdrawal: FireWithdrawal,
    private readonly context: DefinitionContext,
  ) {}

  async create(body: CreateScheduleDto): Promise<ScheduleDto> {
    const now = this.context.clock.now();
    const id = newId();
    const schedule = await this.database.transaction(async (session) => {
      await this.rules.check(session, body, body.project);
      const settings = { ...settingsOf(body), anchorAt: now };
      const made: Schedule = {
        id,
        project: body.project,
        name: body.name,
        version: 1,
        ...settings,
        ...this.rules.outlook(settings, now),
        lastPlannedAt: null,
        awaitedRunId: null,
        createdAt: now,
        updatedAt: now,
      };
      await this.schedules.insert(session, made);
      return made;
    });
    return this.#changed(schedule);
  }

  async get(id: string): Promise<ScheduleDto> {
    const schedule = await this.database.run((session) => this.schedules.find(session, id));
    if (!schedule) throw NotFoundError.of('schedule', id);
    return toScheduleDto(schedule);
  }

  list(query: ScheduleListQuery, projects?: readonly string[]): Promise<Page<ScheduleDto>> {
    return this.database.run((session) => this.schedules.list(session, query, projects));
  }

  replace(id: string, body: ReplaceScheduleDto, ifVersion?: number): Promise<ScheduleDto> {
    return this.#change(id, ifVersion, async (session, present, now) => {
      await this.rules.check(session, body, present.project);
      const settings = { ...settingsOf(body), anchorAt: now };
      const outlook = this.rules.outlook(settings, await this.withdrawal.forget(session, id, now));
      const state = present.state === 'paused' ? 'paused' : outlook.state;
      return {
        ...settings,
        state,
        nextFireAt: state === 'paused' ? null : outlook.nextFireAt,
        awaitedRunId: null,
      };
    });
  }

  pause(id: string): Promise<ScheduleDto> {
    return this.#change(id, undefined, async (session, present, now) => {
      if (present.state !== 'active') return {};
      await this.withdrawal.skip(session, id, now, 'the schedule was paused');
      return { state: 'paused', nextFireAt: null };
    });
  }

  /** Planned times that fell into the pause are not made up for; a fixed delay goes on waiting for its run. */
  resume(id: string): Promise<ScheduleDto> {
    return this.#change(id, undefined, async (session, present, now) => {
      if (present.state !== 'paused') return {};
      if (await this.rules.isAwaiting(session, present)) return { state: 'active', nextFireAt: null };
      const outlook = this.rules.outlook(present, latest(now, present.lastPlannedAt));
      return { ...outlook, awaitedRunId: null };
    });
  }

  async delete(id: string, ifVersion?: number): Promise<void> {
    const now = this.context.clock.now();
    const schedule = await this.database.transaction(async (session) => {
      const present = await this.#lock(session, id, ifVersion);
      await this.withdrawal.skip(session, id, now, 'the schedule was deleted');
      await this.schedules.delete(session, id);
      return present;
    });
    await this.context.events.changed('schedule', id, schedule.version, true);
  }

  async #change(
    id: string,
    ifVersion: number | undefined,
    decide: (session: Session, present: Schedule, now: Date) => Promise<Partial<Schedule>>,
  ): Promise<ScheduleDto> {
    const now = this.context.clock.now();
    const schedule = await this.database.transaction(async (session) => {
      const present = await this.#lock(session, id, ifVersion);
      const change = await decide(session, present, now);
      if (Object.keys(change).length === 0) return present;
      const next: Schedule = { ...present, ...change, version: present.version + 1, updatedAt: now };
      if (!(await this.schedules.replace(session, next))) throw outdated(present);
      return next;
    });
    return this.#changed(schedule);
  }

  async #lock(session: Session, id: string, ifVersion: number | undefined): Promise<Schedule> {
    const schedule = await this.schedules.lock(session, id);
    if (!schedule) throw NotFoundError.of('schedule', id);
    if (ifVersion !== undefined && ifVersion !== schedule.version) throw outdated(schedule);
    return schedule;
  }

  async #changed(schedule: Schedule): Promise<ScheduleDto> {
    this.context.planner.wake();
    await this.context.events.changed('schedule', schedule.id, schedule.version);
    return toScheduleDto(schedule);
  }
}

function settingsOf(body: ScheduleBodyDto) {
  return {
    taskId: body.target.id,
    trigger: body.trigger,
    params: body.params,
    priority: rankOrNull(body.priority),
    startAt: body.startAt ? new Date(body.startAt) : null,
    endAt: body.endAt ? new Date(body.endAt) : null,
  };
}

function latest(a: Date, b: Date | null): Date {
  return b && b > a ? b : a;
}

function outdated(schedule: Schedule): VersionMismatchError {
  return new VersionMismatchError(
    `Schedule "${schedule.name}" was changed by somebody else (now version ${schedule.version}); read it again.`,
  );
}
