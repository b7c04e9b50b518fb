import { Injectable } from '@nestjs/common';
import type { ScheduleState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { caseById } from '../case-by-id.js';
import { groupsOf } from '../groups-of.js';
import { toSchedule, type Schedule, type ScheduleRow } from './schedule-row.js';

/** How far a schedule has come after a step of planning. */
export interface ScheduleAdvance {
  readonly id: string;
  readonly state: ScheduleState;
  readonly nextFireAt: Date | null;
  readonly lastPlannedAt: Date | null;
  readonly awaitedRunId: string | null;
}

/** A claimed schedule: which version of it is due, and how far it has come. */
export interface DueSchedule {
  readonly id: string;
  readonly version: number;
  readonly next_fire_at: Date;
  readonly last_planned_at: Date | null;
}

/** Each row of such an UPDATE looks through the cases of all: few at once are quicker than many. */
const variedAtOnce = 50;
const worthOwnStatement = 20;

/** Finds schedules whose time has come and moves them on. Writes the columns of planning and nothing a user sets. */
@Injectable()
export class DueScheduleStore {
  /**
   * Claims schedules due by `until`, earliest first; rows another master is planning right now are passed over. Serial
   * ones are claimed apart: their fires are judged when they are due, the others may be planned ahead.
   */
  async claimDue(session: Session, serial: boolean, until: Date, limit: number): Promise<DueSchedule[]> {
    return session.select<DueSchedule>(
      `SELECT id, version, next_fire_at, last_planned_at FROM schedule
       WHERE state = 'active' AND serial = ? AND next_fire_at <= ?
       ORDER BY next_fire_at, id LIMIT ? ${session.dialect.skipLocked}`,
      [serial, until, limit],
    );
  }

  /** When the next fire of a serial schedule is due, up to the instant; it may be overdue. */
  async nextSerialFire(session: Session, until: Date): Promise<Date | null> {
    const [row] = await session.select<{ next_fire_at: Date }>(
      `SELECT next_fire_at FROM schedule WHERE state = 'active' AND serial = ? AND next_fire_at <= ?
       ORDER BY next_fire_at, id LIMIT 1`,
      [true, until],
    );
    return row?.next_fire_at ?? null;
  }

  /** Writes how far claimed schedules have come, in the transaction of the claim; nothing else of theirs is touched. */
  async advance(session: Session, advances: readonly ScheduleAdvance[]): Promise<void> {
    const alike = groupsOf(advances, advanceKey);
    const large = alike.filter((group) => group.length >= worthOwnStatement);
    for (const group of large) await this.#advanceAlike(session, group);
    const others = alike.filter((group) => group.length < worthOwnStatement).flat();
    for (const group of groupsOf(others, ({ state }) => state)) {
      for (let start = 0; start < group.length; start += variedAtOnce) {
        await this.#advanceVaried(session, group.slice(start, start + variedAtOnce));
      }
    }
  }

  async #advanceAlike(session: Session, advances: readonly ScheduleAdvance[]): Promise<void> {
    const { state, nextFireAt, lastPlannedAt, awaitedRunId } = advances[0]!;
    await session.execute(
      `UPDATE schedule SET state = ?, next_fire_at = ?, last_planned_at = ?, awaited_run_id = ?, overdue_at = NULL
       WHERE id IN (?) AND state = 'active'`,
      [state, nextFireAt, lastPlannedAt, awaitedRunId, advances.map((advance) => advance.id)],
    );
  }

  /** All of one state. Few of them wait for a run. */
  async #advanceVaried(session: Session, advances: readonly ScheduleAdvance[]): Promise<void> {
    const noneWaits = advances.every((advance) => advance.awaitedRunId === null);
    const columns = [
      caseById('next_fire_at', advances, (advance) => advance.nextFireAt),
      caseById('last_planned_at', advances, (advance) => advance.lastPlannedAt),
      noneWaits
        ? { sql: 'awaited_run_id = NULL', params: [] }
        : caseById('awaited_run_id', advances, (advance) => advance.awaitedRunId),
    ];
    await session.execute(
      `UPDATE schedule SET ${columns.map((column) => column.sql).join(', ')}, state = ?, overdue_at = NULL
       WHERE id IN (?) AND state = 'active'`,
      [
        ...columns.flatMap((column) => column.params),
        advances[0]!.state,
        advances.map((advance) => advance.id),
      ],
    );
  }

  /** Active schedules whose planned time came before the instant and that nobody has told of; the longest due first. */
  async overdue(session: Session, before: Date, limit: number): Promise<Schedule[]> {
    const rows = await session.select<ScheduleRow>(
      `SELECT * FROM schedule WHERE state = 'active' AND serial IN (?) AND next_fire_at < ? AND overdue_at IS NULL
       ORDER BY next_fire_at LIMIT ?`,
      [[true, false], before, limit],
    );
    return rows.map(toSchedule);
  }

  /** True for the one that may tell of it. */
  async markOverdue(session: Session, { id, nextFireAt }: Schedule, at: Date): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE schedule SET overdue_at = ? WHERE id = ? AND next_fire_at = ? AND state = 'active' AND overdue_at IS NULL`,
      [at, id, nextFireAt],
    );
    return affected > 0;
  }
}

function advanceKey({ state, nextFireAt, lastPlannedAt, awaitedRunId }: ScheduleAdvance): string {
  return [state, nextFireAt?.getTime(), lastPlannedAt?.getTime(), awaitedRunId].join(' ');
}
