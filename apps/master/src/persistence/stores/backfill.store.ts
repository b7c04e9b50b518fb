import { Injectable } from '@nestjs/common';
import type { BackfillDto, BackfillListQuery, Page } from '@orrery/contracts';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { toBackfillDto, type BackfillChange, type BackfillRow } from './backfill-row.js';

/** Keeps backfills. Whoever has one locked is the only one that moves it on. */
@Injectable()
export class BackfillStore {
  async insert(session: Session, row: BackfillRow): Promise<void> {
    await session.insertMany('backfill', [{ ...row }]);
  }

  async find(session: Session, id: string): Promise<BackfillRow | undefined> {
    const [row] = await session.select<BackfillRow>('SELECT * FROM backfill WHERE id = ?', [id]);
    return row;
  }

  /** The one that a run was made by. */
  async ofRun(session: Session, runId: string): Promise<BackfillRow | undefined> {
    const [row] = await session.select<BackfillRow>(
      'SELECT b.* FROM backfill_run r JOIN backfill b ON b.id = r.backfill_id WHERE r.run_id = ?',
      [runId],
    );
    return row;
  }

  async lock(session: Session, id: string): Promise<BackfillRow | undefined> {
    const [row] = await session.select<BackfillRow>(
      `SELECT * FROM backfill WHERE id = ? ${session.dialect.forUpdate}`,
      [id],
    );
    return row;
  }

  /** The one that is to be looked at first, locked against other masters. */
  async claimDue(session: Session, now: Date): Promise<BackfillRow | undefined> {
    const [row] = await session.select<BackfillRow>(
      `SELECT * FROM backfill WHERE look_at <= ? ORDER BY look_at, id LIMIT 1 ${session.dialect.skipLocked}`,
      [now],
    );
    return row;
  }

  /** Writes what has moved on in a locked one. */
  async change(session: Session, id: string, change: BackfillChange): Promise<void> {
    const columns = Object.keys(change).map((column) => `${column} = ?`);
    await session.execute(`UPDATE backfill SET ${columns.join(', ')} WHERE id = ?`, [
      ...Object.values(change),
      id,
    ]);
  }

  /** Has these looked at by the instant, as far as there is anything to do about them. */
  async lookAt(session: Session, ids: readonly string[], at: Date): Promise<void> {
    if (ids.length === 0) return;
    await session.execute('UPDATE backfill SET look_at = ? WHERE id IN (?) AND look_at > ?', [at, ids, at]);
  }

  /** Has this one looked at later. */
  async putOff(session: Session, id: string, at: Date): Promise<void> {
    await session.execute('UPDATE backfill SET look_at = ? WHERE id = ? AND look_at IS NOT NULL', [at, id]);
  }

  /** Backfills of a task or workflow that may make runs. */
  async idsOfTarget(session: Session, targetId: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      "SELECT id FROM backfill WHERE target_id = ? AND state IN ('running', 'paused') ORDER BY id",
      [targetId],
    );
    return rows.map((row) => row.id);
  }

  /** Those of a target make no more runs; what is open of them is looked after as before. */
  async cancelOfTarget(session: Session, targetId: string, now: Date, reason: string): Promise<void> {
    await session.execute(
      `UPDATE backfill SET state = 'cancelled', reason = ?, look_at = ?
       WHERE target_id = ? AND state IN ('running', 'paused')`,
      [reason, now, targetId],
    );
  }

  /** Newest first. */
  async list(
    session: Session,
    query: BackfillListQuery,
    projects?: readonly string[],
  ): Promise<Page<BackfillDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('target_id = ?', query.targetId)
      .where('state = ?', query.state);
    const rows = await session.select<BackfillRow>(
      `SELECT * FROM backfill ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toBackfillDto);
  }
}
