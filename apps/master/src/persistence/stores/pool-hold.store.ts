import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** Slots of a limit that a run has. */
export interface PoolHold {
  readonly limit_id: string;
  readonly run_id: string;
  readonly slots: number;
  readonly since_at: Date;
}

/** A run that has slots of a limit, as users see it. */
export interface Holder extends PoolHold {
  readonly task_id: string;
  readonly task_name: string;
  readonly project: string;
  readonly state: string;
  readonly worker_id: string | null;
}

const holderColumns = 'h.*, r.task_id, r.task_name, r.project, r.state, r.worker_id';

/** Who has slots of which limit. Whoever takes slots has the limit's row locked; giving them back needs no lock. */
@Injectable()
export class PoolHoldStore {
  /** Taken slots of each limit. */
  async used(session: Session, limitIds: readonly string[]): Promise<Map<string, number>> {
    if (limitIds.length === 0) return new Map();
    const rows = await session.select<{ limit_id: string; used: number }>(
      'SELECT limit_id, SUM(slots) AS used FROM pool_hold WHERE limit_id IN (?) GROUP BY limit_id',
      [limitIds],
    );
    return new Map(rows.map((row) => [row.limit_id, Number(row.used)]));
  }

  async ofRuns(session: Session, runIds: readonly string[]): Promise<PoolHold[]> {
    if (runIds.length === 0) return [];
    return session.select<PoolHold>('SELECT * FROM pool_hold WHERE run_id IN (?)', [runIds]);
  }

  async take(session: Session, holds: readonly PoolHold[]): Promise<void> {
    await session.insertMany('pool_hold', holds as unknown as Record<string, unknown>[], {
      onDuplicate: 'ignore',
    });
  }

  async release(session: Session, runIds: readonly string[]): Promise<number> {
    if (runIds.length === 0) return 0;
    const { affected } = await session.execute('DELETE FROM pool_hold WHERE run_id IN (?)', [runIds]);
    return affected;
  }

  /** Who has slots of the limit, those made first at the head; with `projects`, only runs of these. */
  async holders(
    session: Session,
    limitId: string,
    { after, most, projects }: { after?: string; most: number; projects?: readonly string[] },
  ): Promise<Holder[]> {
    const conditions = new Conditions()
      .where('h.limit_id = ?', limitId)
      .where('h.run_id > ?', after)
      .where('r.project IN (?)', projects);
    return session.select<Holder>(
      `SELECT ${holderColumns} FROM pool_hold h JOIN run r ON r.id = h.run_id
       ${conditions.toString()} ORDER BY h.run_id LIMIT ?`,
      [...conditions.params, most],
    );
  }

  /** How many runs have slots of the limit. */
  async count(session: Session, limitId: string): Promise<number> {
    const [row] = await session.select<{ found: number }>(
      'SELECT COUNT(*) AS found FROM pool_hold WHERE limit_id = ?',
      [limitId],
    );
    return Number(row?.found ?? 0);
  }

  /**
   * Runs that have slots though they are neither on their way nor running, nor waiting for a wider limit: something went
   * wrong when their attempt ended, or their limit is gone.
   */
  async leftovers(session: Session, olderThanMs: number, limit: number): Promise<string[]> {
    const settled = session.dialect.plusMs(session.dialect.now, -olderThanMs);
    const rows = await session.select<{ run_id: string }>(
      `SELECT DISTINCT h.run_id FROM pool_hold h
       LEFT JOIN run r ON r.id = h.run_id LEFT JOIN parked_run p ON p.run_id = h.run_id
       WHERE h.since_at < ${settled} AND (r.id IS NULL
         OR (r.state NOT IN ('dispatched', 'running') AND p.run_id IS NULL)) LIMIT ?`,
      [limit],
    );
    return rows.map((row) => row.run_id);
  }

  /** The limit is gone. */
  async releaseLimit(session: Session, limitId: string): Promise<void> {
    await session.execute('DELETE FROM pool_hold WHERE limit_id = ?', [limitId]);
  }
}
