import { Injectable } from '@nestjs/common';
import type { Page, RunDto, RunListQuery } from '@orrery/contracts';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { toRunDto, type RunRow } from './run-row.js';

/** Keeps runs: makes them, finds them, lists them. What changes their state stands in the stores beside this one. */
@Injectable()
export class RunStore {
  async insertAll(session: Session, rows: readonly RunRow[]): Promise<void> {
    await session.insertMany('run', rows as unknown as Record<string, unknown>[]);
  }

  async find(session: Session, id: string): Promise<RunRow | undefined> {
    const [row] = await session.select<RunRow>('SELECT * FROM run WHERE id = ?', [id]);
    return row;
  }

  /** Runs by id, locked until the transaction ends; in the order of their ids, so that no two batches wait for each other. */
  async lockAll(session: Session, ids: readonly string[]): Promise<RunRow[]> {
    return session.select<RunRow>(
      `SELECT * FROM run WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** Newest first. */
  async list(session: Session, query: RunListQuery, projects?: readonly string[]): Promise<Page<RunDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('task_id = ?', query.taskId)
      .where('schedule_id = ?', query.scheduleId)
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('state = ?', query.state);
    const rows = await session.select<RunRow>(
      `SELECT * FROM run ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toRunDto);
  }

  /** Ids of runs of a task that have not ended. */
  async openIdsOfTask(session: Session, taskId: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      "SELECT id FROM run WHERE task_id = ? AND state IN ('pending', 'dispatched', 'running')",
      [taskId],
    );
    return rows.map((row) => row.id);
  }

  /** Running runs whose end somebody asked for. */
  async runningWithCancelRequest(session: Session): Promise<RunRow[]> {
    return session.select<RunRow>(
      "SELECT * FROM run WHERE state = 'running' AND cancel_requested_at IS NOT NULL ORDER BY id LIMIT 500",
    );
  }

  /**
   * Runs whose worker is gone: declared lost, stopped, or started again since (another epoch). Locked. The last words
   * of a worker that stopped or started again may still be on their way: it gets `graceMs` for them.
   */
  async claimOrphaned(session: Session, graceMs: number, limit: number): Promise<RunRow[]> {
    const settled = session.dialect.plusMs(session.dialect.now, -graceMs);
    const orphans = await session.select<{ id: string }>(
      `SELECT r.id FROM run r JOIN worker w ON w.id = r.worker_id
       WHERE r.state = 'running' AND (w.state = 'lost'
         OR (w.state = 'stopped' AND w.last_seen_at < ${settled})
         OR (w.epoch <> r.worker_epoch AND w.epoch_since_at < ${settled})) ORDER BY r.id LIMIT ?`,
      [limit],
    );
    if (orphans.length === 0) return [];
    const rows = await this.lockAll(
      session,
      orphans.map((orphan) => orphan.id),
    );
    return rows.filter((row) => row.state === 'running');
  }

  /** Waiting runs past the time by which they must have started. Locked. */
  async claimOverdueInQueue(session: Session, now: Date, limit: number): Promise<RunRow[]> {
    return session.select<RunRow>(
      `SELECT * FROM run WHERE queue_deadline_at <= ? AND state IN ('pending', 'dispatched')
       ORDER BY queue_deadline_at LIMIT ? ${session.dialect.skipLocked}`,
      [now, limit],
    );
  }

  /** Removes ended runs made before the id, with their attempts and logs; returns how many. */
  async prune(session: Session, beforeId: string, limit: number): Promise<number> {
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM run WHERE id < ? AND state IN ('succeeded', 'failed', 'timed_out', 'cancelled', 'lost', 'skipped')
       ORDER BY id LIMIT ?`,
      [beforeId, limit],
    );
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return 0;
    await session.execute('DELETE FROM log_chunk WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run_attempt WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run WHERE id IN (?)', [ids]);
    return ids.length;
  }
}
