import type { EntityManager } from 'typeorm';
import type { Dialect } from '../dialect/dialect.js';
import type { Statement } from './expand-arrays.js';

export type Row = Record<string, unknown>;

/**
 * One unit of work on one connection; valid only inside the callback that received it.
 *
 * Parameters may be Dates, booleans, plain objects (written as JSON) and, inside `IN (?)`, arrays. Columns named
 * `…_at` or `…_until` come back as Date or null; BIGINT as number; booleans as 0 or 1; JSON columns as their text.
 */
export interface Session {
  readonly dialect: Dialect;
  /** For plain CRUD only. */
  readonly manager: EntityManager;
  select<R = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** The rows of each query, run in their order, in one round trip. */
  selectAll(queries: readonly Statement[]): Promise<Row[][]>;
  /** `affected` counts the rows the statement matched, also those that had the new values already. */
  execute(sql: string, params?: readonly unknown[]): Promise<{ affected: number }>;
  /**
   * Executes it before whatever the session does next, the commit at the latest, without a round trip of its own. What comes
   * of it nobody hears but by its error, which that next thing then rejects with.
   */
  executeLater(sql: string, params?: readonly unknown[]): void;
  /** Inserts the rows as `executeLater` does. */
  insertManyLater(table: string, rows: readonly Row[]): void;
  /**
   * `affected` counts the rows inserted. Every row has the same columns; many rows are several statements, so that
   * outside a transaction some of them may stay when one fails.
   */
  insertMany(
    table: string,
    rows: readonly Row[],
    options?: { readonly onDuplicate?: 'fail' | 'ignore' },
  ): Promise<{ affected: number }>;
  /** Inserts; where a row with the same `key` (a primary or unique key) exists, sets its `update` columns instead. */
  upsertMany(
    table: string,
    rows: readonly Row[],
    options: { readonly key: readonly string[]; readonly update: readonly string[] },
  ): Promise<void>;
}
