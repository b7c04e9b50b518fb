import { Injectable } from '@nestjs/common';
import type { LedgerEntryDto, Page, PageQuery } from '@orrery/contracts';
import { InvalidError, type FireOutcome } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { toFireDto, type FireRow } from './fire.store.js';

/** Which planned times are wanted: from `from` on, before `to`. */
export interface LedgerSpan {
  readonly from: Date;
  readonly to: Date;
}

export interface LedgerFilter extends LedgerSpan {
  readonly outcome?: FireOutcome;
  readonly project?: string;
  /** Those the caller may see; undefined: all. */
  readonly projects?: readonly string[];
}

/** A planned time as the ledger has it. */
export interface LedgerEntry {
  readonly scheduleId: string;
  readonly plannedAt: Date;
  readonly outcome: FireOutcome;
  readonly dispatchedAt: Date | null;
}

interface EntryRow extends FireRow {
  readonly schedule_id: string;
  readonly project: string;
}

/** The ledger across schedules. */
@Injectable()
export class LedgerStore {
  /** Newest first. */
  async list(session: Session, filter: LedgerFilter, query: PageQuery): Promise<Page<LedgerEntryDto>> {
    const limit = pageLimit(query);
    const after = positionOf(cursorKey(query));
    const conditions = new Conditions()
      .where('f.planned_at >= ?', filter.from)
      .where('f.planned_at < ?', filter.to)
      .where('f.outcome = ?', filter.outcome)
      .where('f.project = ?', filter.project)
      .where('f.project IN (?)', filter.projects)
      .where('f.planned_at <= ?', after?.plannedAt);
    const rows = await session.select<EntryRow>(
      `SELECT f.schedule_id, f.project, f.planned_at, f.outcome, f.reason, f.run_id, r.first_dispatched_at
       FROM fire f LEFT JOIN run r ON r.id = f.run_id
       ${conditions.toString()} ${after ? 'AND (f.planned_at < ? OR f.schedule_id < ?)' : ''}
       ORDER BY f.planned_at DESC, f.schedule_id DESC LIMIT ?`,
      [...conditions.params, ...(after ? [after.plannedAt, after.scheduleId] : []), limit + 1],
    );
    return keysetPage(rows, limit, keyOf, (row) => ({
      ...toFireDto(row),
      scheduleId: row.schedule_id,
      project: row.project,
    }));
  }

  /** In the order of schedule and time; at most so many. */
  async entries(
    session: Session,
    scheduleIds: readonly string[],
    { from, to }: LedgerSpan,
    limit: number,
  ): Promise<LedgerEntry[]> {
    const rows = await session.select<EntryRow>(
      `SELECT f.schedule_id, f.planned_at, f.outcome, r.first_dispatched_at
       FROM fire f LEFT JOIN run r ON r.id = f.run_id
       WHERE f.schedule_id IN (?) AND f.planned_at >= ? AND f.planned_at < ?
       ORDER BY f.schedule_id, f.planned_at LIMIT ?`,
      [scheduleIds, from, to, limit],
    );
    return rows.map((row) => ({
      scheduleId: row.schedule_id,
      plannedAt: row.planned_at,
      outcome: row.outcome,
      dispatchedAt: row.first_dispatched_at,
    }));
  }
}

function keyOf(row: EntryRow): string {
  return `${row.planned_at.toISOString()} ${row.schedule_id}`;
}

function positionOf(key: string | undefined): { plannedAt: Date; scheduleId: string } | undefined {
  if (key === undefined) return undefined;
  const [at = '', scheduleId = ''] = key.split(' ');
  const plannedAt = new Date(at);
  if (Number.isNaN(plannedAt.getTime())) {
    throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  }
  return { plannedAt, scheduleId };
}
