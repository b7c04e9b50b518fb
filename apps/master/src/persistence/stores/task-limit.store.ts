import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';

/** The limits that tasks have of their own (`maxConcurrent`), as of now. */
@Injectable()
export class TaskLimitStore {
  /** Tasks with a limit of their own, and what it is. */
  async all(session: Session): Promise<Map<string, number>> {
    const rows = await session.select<{ id: string; max_concurrent: number }>(
      'SELECT id, max_concurrent FROM task WHERE max_concurrent > 0',
    );
    return new Map(rows.map((row) => [row.id, row.max_concurrent]));
  }

  /** The task's own limit; undefined: there is no such task. */
  async find(session: Session, id: string): Promise<number | undefined> {
    const [row] = await session.select<{ max_concurrent: number }>(
      'SELECT max_concurrent FROM task WHERE id = ?',
      [id],
    );
    return row?.max_concurrent;
  }

  /** The limits of tasks, locked for taking from them; in the order of their ids. */
  async lock(session: Session, ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await session.select<{ id: string; max_concurrent: number }>(
      `SELECT id, max_concurrent FROM task WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.max_concurrent]));
  }
}
