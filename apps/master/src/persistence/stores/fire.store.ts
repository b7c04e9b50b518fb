import { Injectable } from '@nestjs/common';
import type { FireDto, Page, PageQuery } from '@orrery/contracts';
import { InvalidError, type FireOutcome } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** One planned time, accounted for. */
export interface Fire {
  readonly scheduleId: string;
  readonly plannedAt: Date;
  readonly outcome: FireOutcome;
  readonly reason: string | null;
  readonly runId: string | null;
  readonly createdAt: Date;
}

interface FireRow {
  readonly planned_at: Date;
  readonly outcome: FireOutcome;
  readonly reason: string | null;
  readonly run_id: string | null;
  readonly first_dispatched_at: Date | null;
}

/** The ledger of planned times. */
@Injectable()
export class FireStore {
  /** Claims planned times; fails as a duplicate when one of them stands in the ledger already. */
  async insertAll(session: Session, fires: readonly Fire[]): Promise<void> {
    const rows = fires.map((fire) => ({
      schedule_id: fire.scheduleId,
      planned_at: fire.plannedAt,
      outcome: fire.outcome,
      reason: fire.reason,
      run_id: fire.runId,
      created_at: fire.createdAt,
    }));
    if (rows.length > 0) await session.insertMany('fire', rows);
  }

  /** Withdraws fires whose runs have not gone out: planned ahead, then the schedule changed. Returns their runs. */
  async withdraw(session: Session, scheduleId: string, after: Date, reason: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM fire f JOIN run r ON r.id = f.run_id
       WHERE f.schedule_id = ? AND f.planned_at > ? AND r.state = 'pending' ORDER BY r.id ${session.dialect.forUpdate}`,
      [scheduleId, after],
    );
    const runIds = rows.map((row) => row.id);
    if (runIds.length === 0) return [];
    await session.execute(
      "UPDATE fire SET outcome = 'SKIPPED', reason = ? WHERE schedule_id = ? AND planned_at > ? AND run_id IN (?)",
      [reason, scheduleId, after, runIds],
    );
    return runIds;
  }

  /** Removes planned times accounted for before the instant; returns how many. */
  async prune(session: Session, before: Date, limit: number): Promise<number> {
    const rows = await session.select<Pick<Fire, 'scheduleId'> & { planned_at: Date; schedule_id: string }>(
      'SELECT schedule_id, planned_at FROM fire WHERE created_at < ? ORDER BY created_at LIMIT ?',
      [before, limit],
    );
    for (const [scheduleId, plannedAt] of timesBySchedule(rows)) {
      await session.execute('DELETE FROM fire WHERE schedule_id = ? AND planned_at IN (?)', [scheduleId, plannedAt]);
    }
    return rows.length;
  }

  /** Newest first; lateness comes from the first dispatch of the run. */
  async list(session: Session, scheduleId: string, query: PageQuery): Promise<Page<FireDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('f.schedule_id = ?', scheduleId)
      .where('f.planned_at < ?', instantOfCursor(cursorKey(query)));
    const rows = await session.select<FireRow>(
      `SELECT f.planned_at, f.outcome, f.reason, f.run_id, r.first_dispatched_at
       FROM fire f LEFT JOIN run r ON r.id = f.run_id ${conditions.toString()} ORDER BY f.planned_at DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.planned_at.toISOString(), toFireDto);
  }
}

function instantOfCursor(key: string | undefined): Date | undefined {
  if (key === undefined) return undefined;
  const instant = new Date(key);
  if (Number.isNaN(instant.getTime()))
    throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return instant;
}

function toFireDto(row: FireRow): FireDto {
  const sentAt = row.first_dispatched_at;
  return {
    plannedAt: row.planned_at.toISOString(),
    outcome: row.outcome,
    reason: row.reason,
    runId: row.run_id,
    latenessMs: sentAt && Math.max(0, sentAt.getTime() - row.planned_at.getTime()),
  };
}
