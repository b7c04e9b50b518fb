import { Injectable } from '@nestjs/common';
import type { FireDto, Page, PageQuery } from '@orrery/contracts';
import { InvalidError, type FireOutcome } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** One planned time, accounted for. */
export interface Fire {
  readonly scheduleId: string;
  readonly plannedAt: Date;
  readonly project: string;
  readonly outcome: FireOutcome;
  readonly reason: string | null;
  readonly runId: string | null;
  readonly createdAt: Date;
}

/** A planned time and the run it made. */
export interface FiredRun {
  readonly runId: string;
  readonly plannedAt: Date;
}

/** Names a planned time. */
export function fireKey(fire: Pick<Fire, 'scheduleId' | 'plannedAt'>): string {
  return `${fire.scheduleId} ${fire.plannedAt.getTime()}`;
}

function timesBySchedule(fires: readonly Fire[]): Map<string, Date[]> {
  const times = new Map<string, Date[]>();
  for (const { scheduleId, plannedAt } of fires) {
    times.set(scheduleId, [...(times.get(scheduleId) ?? []), plannedAt]);
  }
  return times;
}

export interface FireRow {
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
    if (fires.length > 0) await session.insertMany('fire', fires.map(toRow));
  }

  /** As `insertAll`, but for those that stand in the ledger already. */
  async insertMissing(session: Session, fires: readonly Fire[]): Promise<void> {
    if (fires.length > 0) await session.insertMany('fire', fires.map(toRow), { onDuplicate: 'ignore' });
  }

  /** Fires after the instant whose runs have not gone out, their rows and those of the runs locked. */
  async lockWithdrawable(session: Session, scheduleId: string, after: Date): Promise<FiredRun[]> {
    const rows = await session.select<{ id: string; planned_at: Date }>(
      `SELECT r.id, f.planned_at FROM fire f JOIN run r ON r.id = f.run_id
       WHERE f.schedule_id = ? AND f.planned_at > ? AND r.state = 'pending' AND r.attempt = 1
       ORDER BY r.id ${session.dialect.forUpdate}`,
      [scheduleId, after],
    );
    return rows.map((row) => ({ runId: row.id, plannedAt: row.planned_at }));
  }

  /** These planned times do not fire after all; they stay accounted for. */
  async amend(
    session: Session,
    scheduleId: string,
    plannedAt: readonly Date[],
    change: Pick<Fire, 'outcome' | 'reason'>,
  ): Promise<void> {
    await session.execute(
      'UPDATE fire SET outcome = ?, reason = ? WHERE schedule_id = ? AND planned_at IN (?)',
      [change.outcome, change.reason, scheduleId, plannedAt],
    );
  }

  /** These planned times are as if they had never been planned. */
  async forget(session: Session, scheduleId: string, plannedAt: readonly Date[]): Promise<void> {
    await session.execute('DELETE FROM fire WHERE schedule_id = ? AND planned_at IN (?)', [
      scheduleId,
      plannedAt,
    ]);
  }

  /** The latest planned time the ledger has of a schedule, leaving out some. */
  async lastPlannedAt(session: Session, scheduleId: string, except: readonly Date[]): Promise<Date | null> {
    const [row] = await session.select<{ planned_at: Date }>(
      `SELECT planned_at FROM fire WHERE schedule_id = ? AND planned_at NOT IN (?)
       ORDER BY planned_at DESC LIMIT 1`,
      [scheduleId, except],
    );
    return row?.planned_at ?? null;
  }

  /** The latest planned time the ledger has of a schedule before an instant. */
  async lastBefore(session: Session, scheduleId: string, at: Date): Promise<Date | null> {
    const [row] = await session.select<{ planned_at: Date }>(
      'SELECT planned_at FROM fire WHERE schedule_id = ? AND planned_at < ? ORDER BY planned_at DESC LIMIT 1',
      [scheduleId, at],
    );
    return row?.planned_at ?? null;
  }

  /** Which of these planned times stand in the ledger already, as `fireKey`s. */
  async accounted(session: Session, fires: readonly Fire[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const [scheduleId, plannedAt] of timesBySchedule(fires)) {
      const rows = await session.select<{ planned_at: Date }>(
        'SELECT planned_at FROM fire WHERE schedule_id = ? AND planned_at IN (?)',
        [scheduleId, plannedAt],
      );
      for (const row of rows) found.add(fireKey({ scheduleId, plannedAt: row.planned_at }));
    }
    return found;
  }

  /** Removes planned times up to the instant, about `limit` of them; returns how many. */
  async prune(session: Session, before: Date, limit: number): Promise<number> {
    const [beyond] = await session.select<{ planned_at: Date }>(
      'SELECT planned_at FROM fire WHERE planned_at < ? ORDER BY planned_at LIMIT 1 OFFSET ?',
      [before, limit],
    );
    const until = beyond?.planned_at ?? before;
    const { affected } = await session.execute('DELETE FROM fire WHERE planned_at <= ?', [until]);
    return affected;
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

function toRow(fire: Fire) {
  return {
    schedule_id: fire.scheduleId,
    planned_at: fire.plannedAt,
    project: fire.project,
    outcome: fire.outcome,
    reason: fire.reason,
    run_id: fire.runId,
    created_at: fire.createdAt,
  };
}

function instantOfCursor(key: string | undefined): Date | undefined {
  if (key === undefined) return undefined;
  const instant = new Date(key);
  if (Number.isNaN(instant.getTime()))
    throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return instant;
}

export function toFireDto(row: FireRow): FireDto {
  const sentAt = row.first_dispatched_at;
  return {
    plannedAt: row.planned_at.toISOString(),
    outcome: row.outcome,
    reason: row.reason,
    runId: row.run_id,
    latenessMs: sentAt && Math.max(0, sentAt.getTime() - row.planned_at.getTime()),
  };
}
