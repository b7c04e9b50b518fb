import { Injectable } from '@nestjs/common';
import type { Page, RunDto, RunListQuery } from '@orrery/contracts';
import { terminalRunStates } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { toRunDto, type RunRow } from './run-row.js';

/** How long a run waits for a worker that seems gone. */
export interface OrphanGrace {
  /** A worker that stopped or started again may have reports on their way. */
  readonly lastWordsMs: number;
  /** A worker may claim before its first heartbeat is written. */
  readonly unheardMs: number;
}

type Orphan = Pick<RunRow, 'id' | 'attempt' | 'worker_id' | 'worker_epoch'>;

function lifeOf({ id, attempt, worker_id, worker_epoch }: Orphan): string {
  return [id, attempt, worker_id, worker_epoch].join(' ');
}

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

  async findAll(session: Session, ids: readonly string[]): Promise<RunRow[]> {
    return session.select<RunRow>('SELECT * FROM run WHERE id IN (?)', [ids]);
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
      .where('state = ?', query.state)
      .where('worker_id = ?', query.workerId);
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
      "SELECT * FROM run WHERE state = 'running' AND cancel_requested_at IS NOT NULL LIMIT 500",
    );
  }

  /**
   * Running runs whose worker is gone: declared lost, stopped, started again since (another epoch), or never heard of.
   * Locked. Without an ORDER BY, so that the few running runs are looked at and never the whole table.
   */
  async claimOrphaned(session: Session, grace: OrphanGrace, limit: number): Promise<RunRow[]> {
    const { dialect } = session;
    const settled = dialect.plusMs(dialect.now, -grace.lastWordsMs);
    const unheard = dialect.plusMs(dialect.now, -grace.unheardMs);
    const orphans = await session.select<Orphan>(
      `SELECT r.id, r.attempt, r.worker_id, r.worker_epoch FROM run r LEFT JOIN worker w ON w.id = r.worker_id
       WHERE r.state = 'running' AND (w.state = 'lost'
         OR (w.state = 'stopped' AND w.state_since_at < ${settled})
         OR (w.epoch <> r.worker_epoch AND w.state_since_at < ${settled})
         OR (w.id IS NULL AND r.started_at < ${unheard})) LIMIT ?`,
      [limit],
    );
    if (orphans.length === 0) return [];
    const found = new Set(orphans.map(lifeOf));
    const rows = await this.lockAll(
      session,
      orphans.map((orphan) => orphan.id),
    );
    // Between the two statements a run may have ended, or gone on to another worker.
    return rows.filter((row) => row.state === 'running' && found.has(lifeOf(row)));
  }

  /** Waiting runs past the time by which they must have started. Locked. */
  async claimOverdueInQueue(session: Session, now: Date, limit: number): Promise<RunRow[]> {
    return session.select<RunRow>(
      `SELECT * FROM run WHERE queue_deadline_at <= ? AND state IN ('pending', 'dispatched')
       ORDER BY queue_deadline_at LIMIT ? ${session.dialect.skipLocked}`,
      [now, limit],
    );
  }

  /** Removes runs that were planned and never went out; they are locked. */
  async forget(session: Session, ids: readonly string[]): Promise<void> {
    await session.execute("DELETE FROM run WHERE id IN (?) AND state = 'pending'", [ids]);
  }

  /** Removes ended runs made before the id, with their attempts and logs; returns how many. */
  async prune(session: Session, beforeId: string, limit: number): Promise<number> {
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM run WHERE id < ? AND state IN (?) ORDER BY id LIMIT ?`,
      [beforeId, terminalRunStates, limit],
    );
    const ids = rows.map((row) => row.id);
    if (ids.length === 0) return 0;
    await session.execute('DELETE FROM log_chunk WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run_attempt WHERE run_id IN (?)', [ids]);
    await session.execute('DELETE FROM run WHERE id IN (?)', [ids]);
    return ids.length;
  }
}
