import { Injectable } from '@nestjs/common';
import { NotFoundError, VersionMismatchError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { FireWithdrawal } from '../planning/fire-withdrawal.js';
import { TurnKeeper } from '../planning/turns/turn-keeper.js';
import { DefinitionContext } from './definition-context.js';
import { ScheduleRecords } from './schedule-records.js';

/** Who wants a change, and of which version; undefined: whichever is newest. */
export interface Requested {
  readonly actor: string;
  readonly ifVersion?: number;
}

/** What becomes different. */
export interface Change {
  readonly change: Partial<Schedule>;
  /** Planned times up to this one belong to the versions before. */
  readonly planAfter: Date;
}

/** One kind of change. */
export interface ChangeStep {
  /** What it does to the schedule, in a word. */
  readonly what: string;
  /** False: there is nothing to change. */
  readonly appliesTo: (present: Schedule) => boolean;
  readonly decide: (session: Session, present: Schedule, now: Date) => Promise<Change>;
}

interface Locked {
  readonly present: Schedule;
  readonly now: Date;
}

/** Makes changes of schedules: locked, as the next version, with nothing left unaccounted, told when committed. */
@Injectable()
export class ScheduleChanges {
  constructor(
    private readonly database: Database,
    private readonly records: ScheduleRecords,
    readonly withdrawal: FireWithdrawal,
    readonly turns: TurnKeeper,
    private readonly context: DefinitionContext,
  ) {}

  async create(actor: string, make: (session: Session, now: Date) => Promise<Schedule>): Promise<Schedule> {
    const now = this.context.clock.now();
    const schedule = await this.database.transaction(async (session) => {
      const made = await make(session, now);
      await this.records.create(session, made, actor);
      return made;
    });
    await this.#tell(schedule);
    return schedule;
  }

  async change(id: string, { actor, ifVersion }: Requested, step: ChangeStep): Promise<Schedule> {
    const schedule = await this.database.transaction(async (session) => {
      const { present, now } = await this.#lock(session, id, ifVersion);
      if (!step.appliesTo(present)) return present;
      const settled = await this.records.settle(session, present, now, step.what);
      const { change, planAfter } = await step.decide(session, settled, now);
      const version = present.version + 1;
      const next: Schedule = { ...settled, ...change, version, updatedAt: now };
      await this.records.replace(session, next, planAfter, actor);
      return next;
    });
    await this.#tell(schedule);
    return schedule;
  }

  async delete(id: string, { actor, ifVersion }: Requested): Promise<void> {
    const schedule = await this.database.transaction(async (session) => {
      const { present, now } = await this.#lock(session, id, ifVersion);
      await this.records.delete(session, present, now, actor);
      return present;
    });
    await this.context.events.changed('schedule', id, schedule.version, true);
  }

  /** The time is that of the lock: who waits for a planner changes what that one has left. */
  async #lock(session: Session, id: string, ifVersion: number | undefined): Promise<Locked> {
    const schedule = await this.records.lock(session, id);
    if (!schedule) throw NotFoundError.of('schedule', id);
    if (ifVersion === undefined || ifVersion === schedule.version) {
      return { present: schedule, now: this.context.clock.now() };
    }
    throw new VersionMismatchError(
      `Schedule "${schedule.name}" was changed by somebody else (now version ${schedule.version}); read it again.`,
    );
  }

  async #tell(schedule: Schedule): Promise<void> {
    this.context.planner.wake();
    await this.context.events.changed('schedule', schedule.id, schedule.version);
  }
}
