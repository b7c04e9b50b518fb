import { Injectable } from '@nestjs/common';
import type { Page, PoolListQuery } from '@orrery/contracts';
import { ConflictError, type Limit, type PoolScope, type TokenBucket } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** A limit on runs, as its table keeps it. */
export interface PoolRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: PoolScope;
  readonly project: string | null;
  readonly tag: string | null;
  readonly task_id: string | null;
  readonly slots: number;
  readonly rate_count: number;
  readonly rate_per_ms: number;
  readonly tokens: number;
  readonly refilled_at: Date;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A pool, and the database's time when it was read. */
export interface TimedPool extends PoolRow {
  readonly now_at: Date;
}

export function limitOfPool(row: PoolRow): Limit {
  const rate = row.rate_count > 0 ? { count: row.rate_count, perMs: row.rate_per_ms } : undefined;
  return { id: row.id, kind: 'pool', name: row.name, scope: row.scope, slots: row.slots, rate };
}

export function bucketOfPool(row: PoolRow): TokenBucket {
  return { tokens: row.tokens, refilledAt: row.refilled_at };
}

/** Keeps pools. */
@Injectable()
export class PoolStore {
  /** @throws ConflictError when the name is taken. */
  async insert(session: Session, row: PoolRow): Promise<void> {
    await orConflict(row.name, () => session.insertMany('pool', [{ ...row }]));
  }

  /** Writes the next version; false when somebody else changed the pool first. What its rate has free is kept. */
  async replace(session: Session, row: PoolRow): Promise<boolean> {
    const { affected } = await orConflict(row.name, () =>
      session.execute(
        `UPDATE pool SET name = ?, description = ?, slots = ?, rate_count = ?, rate_per_ms = ?, tokens = ?, version = ?, updated_at = ?
         WHERE id = ? AND version = ?`,
        [
          row.name,
          row.description,
          row.slots,
          row.rate_count,
          row.rate_per_ms,
          row.tokens,
          row.version,
          row.updated_at,
          row.id,
          row.version - 1,
        ],
      ),
    );
    return affected > 0;
  }

  async delete(session: Session, id: string): Promise<boolean> {
    const { affected } = await session.execute('DELETE FROM pool WHERE id = ?', [id]);
    return affected > 0;
  }

  async find(session: Session, id: string): Promise<PoolRow | undefined> {
    const [row] = await session.select<PoolRow>('SELECT * FROM pool WHERE id = ?', [id]);
    return row;
  }

  /** Every pool there is. */
  async all(session: Session): Promise<PoolRow[]> {
    return session.select<PoolRow>('SELECT * FROM pool ORDER BY id');
  }

  async list(session: Session, query: PoolListQuery, projects?: readonly string[]): Promise<Page<PoolRow>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id > ?', cursorKey(query))
      .where('scope = ?', query.scope)
      .where('project = ?', query.project)
      .where('(project IS NULL OR project IN (?))', projects);
    const rows = await session.select<PoolRow>(
      `SELECT * FROM pool ${conditions.toString()} ORDER BY id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.id,
      (row) => row,
    );
  }

  /** In the order of their ids, so that no two transactions wait for each other. */
  async lock(session: Session, ids: readonly string[]): Promise<TimedPool[]> {
    if (ids.length === 0) return [];
    return session.select<TimedPool>(
      `SELECT pool.*, ${session.dialect.now} AS now_at FROM pool WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** A pool and the database's time, without a lock. */
  async read(session: Session, id: string): Promise<TimedPool | undefined> {
    const [row] = await session.select<TimedPool>(
      `SELECT pool.*, ${session.dialect.now} AS now_at FROM pool WHERE id = ?`,
      [id],
    );
    return row;
  }

  /** Writes what the rate of a locked pool has left. */
  async setBucket(session: Session, id: string, bucket: TokenBucket): Promise<void> {
    await session.execute('UPDATE pool SET tokens = ?, refilled_at = ? WHERE id = ?', [
      bucket.tokens,
      bucket.refilledAt,
      id,
    ]);
  }
}

async function orConflict<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw new ConflictError(`There is a pool "${name}" already.`);
    throw error;
  }
}
