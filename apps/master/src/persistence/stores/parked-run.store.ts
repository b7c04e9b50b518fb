import { Injectable } from '@nestjs/common';
import { priorities } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';

/** A run that waits outside of the backlog. */
export interface ParkedRunRow {
  readonly run_id: string;
  readonly waits_for: string;
  readonly group_name: string;
  readonly priority: number;
  /** Slots it takes. */
  readonly slots: number;
  readonly due_at: Date;
  readonly parked_at: Date;
}

/** The longest waiting run of one priority class among those that wait for the same. */
export interface ParkedHead {
  readonly waitsFor: string;
  readonly rank: number;
  readonly dueAt: Date;
}

/** Runs outside of the backlog, by what they wait for. */
@Injectable()
export class ParkedRunStore {
  /** The runs must be pending and locked. */
  async park(session: Session, rows: readonly ParkedRunRow[]): Promise<void> {
    const ids = rows.map((row) => row.run_id);
    await session.execute("UPDATE run SET eligible_at = NULL WHERE id IN (?) AND state = 'pending'", [ids]);
    await session.upsertMany('parked_run', rows as unknown as Record<string, unknown>[], {
      key: ['run_id'],
      update: ['waits_for', 'priority', 'slots', 'due_at', 'parked_at'],
    });
  }

  /** Has locked, parked runs wait for something else. */
  async move(session: Session, runIds: readonly string[], waitsFor: string): Promise<void> {
    await session.execute('UPDATE parked_run SET waits_for = ? WHERE run_id IN (?)', [waitsFor, runIds]);
  }

  /** Puts locked runs back into the backlog, where they have the place they came with. */
  async unpark(session: Session, runIds: readonly string[]): Promise<void> {
    await session.execute(
      "UPDATE run SET eligible_at = due_at WHERE id IN (?) AND state = 'pending' AND eligible_at IS NULL",
      [runIds],
    );
    await this.forget(session, runIds);
  }

  /** Of runs that have ended. */
  async forget(session: Session, runIds: readonly string[]): Promise<void> {
    await session.execute('DELETE FROM parked_run WHERE run_id IN (?)', [runIds]);
  }

  async find(session: Session, runId: string): Promise<ParkedRunRow | undefined> {
    const [row] = await session.select<ParkedRunRow>('SELECT * FROM parked_run WHERE run_id = ?', [runId]);
    return row;
  }

  /** Everything that runs wait for. */
  async keys(session: Session): Promise<string[]> {
    const rows = await session.select<{ waits_for: string }>(
      'SELECT waits_for FROM parked_run GROUP BY waits_for',
    );
    return rows.map((row) => row.waits_for);
  }

  /** Who is first of each class in the queues for these. */
  async heads(session: Session, keys: readonly string[]): Promise<ParkedHead[]> {
    if (keys.length === 0) return [];
    const rows = await session.select<{ waits_for: string; priority: number; first_at: Date }>(
      `SELECT waits_for, priority, MIN(due_at) AS first_at FROM parked_run
       WHERE waits_for IN (?) GROUP BY waits_for, priority`,
      [keys],
    );
    return rows.map((row) => ({ waitsFor: row.waits_for, rank: row.priority, dueAt: row.first_at }));
  }

  /** The first of each class in the queue for this. */
  async first(session: Session, key: string, limit: number): Promise<ParkedRunRow[]> {
    const ofOneClass = `SELECT * FROM (SELECT * FROM parked_run
      WHERE waits_for = ? AND priority = ? ORDER BY due_at, run_id LIMIT ?) AS first_of`;
    const ranks = [...priorities.keys()];
    return session.select<ParkedRunRow>(
      ranks.map((rank) => `${ofOneClass}_${rank}`).join(' UNION ALL '),
      ranks.flatMap((rank) => [key, rank, limit]),
    );
  }

  /** One of the runs that wait for this. */
  async firstRun(session: Session, key: string) {
    const [run] = await session.select<Pick<RunRow, 'task_id' | 'task_version' | 'parent_id' | 'overrides'>>(
      `SELECT r.task_id, r.task_version, r.parent_id, r.overrides FROM parked_run p JOIN run r ON r.id = p.run_id
       WHERE p.waits_for = ? LIMIT 1`,
      [key],
    );
    return run;
  }

  /** Those of the runs that are still parked, locked: runs before their parked rows, as whoever ends a run does. */
  async claim(session: Session, runIds: readonly string[]): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM run WHERE id IN (?) AND state = 'pending' AND eligible_at IS NULL ${session.dialect.skipLocked}`,
      [runIds],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Those of the rows whose run does not wait any more, or is gone. Locked: a run that is parked again meanwhile would lose
   * its row, and wait for ever.
   */
  async stale(session: Session, runIds: readonly string[]): Promise<string[]> {
    const over = await session.select<{ id: string }>(
      `SELECT id FROM run WHERE id IN (?) AND (state <> 'pending' OR eligible_at IS NOT NULL) ${session.dialect.skipLocked}`,
      [runIds],
    );
    const gone = await session.select<{ id: string }>(
      `SELECT p.run_id AS id FROM parked_run p LEFT JOIN run r ON r.id = p.run_id
       WHERE p.run_id IN (?) AND r.id IS NULL`,
      [runIds],
    );
    return [...over, ...gone].map((row) => row.id);
  }

  /** How many wait for one of these, or for something that begins like this; counted up to `most`. */
  async count(
    session: Session,
    { keys, prefix }: { readonly keys: readonly string[]; readonly prefix: string },
    most: number,
  ): Promise<number> {
    const [found] = await session.select<{ found: number }>(
      `SELECT COUNT(*) AS found FROM
         (SELECT 1 AS one FROM parked_run WHERE waits_for IN (?) OR waits_for LIKE ? LIMIT ?) AS those`,
      [keys, `${prefix}%`, most],
    );
    return Number(found?.found ?? 0);
  }

  /** How many wait for the same before this one, counted up to `most`. */
  async countBefore(session: Session, row: ParkedRunRow, most: number): Promise<number> {
    const [found] = await session.select<{ ahead: number }>(
      `SELECT COUNT(*) AS ahead FROM (SELECT 1 AS one FROM parked_run WHERE waits_for = ?
         AND (priority < ? OR (priority = ? AND due_at < ?)) LIMIT ?) AS before_it`,
      [row.waits_for, row.priority, row.priority, row.due_at, most],
    );
    return Number(found?.ahead ?? 0);
  }
}
