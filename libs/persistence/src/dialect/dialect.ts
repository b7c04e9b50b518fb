/** What the stores must know of the SQL they write for: everything else is portable. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** Ends a claiming SELECT: `FOR UPDATE SKIP LOCKED`, or nothing where one connection writes. */
  readonly skipLocked: string;
  /** Ends a SELECT of rows about to be changed: `FOR UPDATE`, or nothing where one connection writes. */
  readonly forUpdate: string;
  /** Ends a SELECT of rows that must stay as they are until the transaction ends: others may read, nobody may change them. */
  readonly forShare: string;
  /** SQL for the present instant of the database, UTC with milliseconds. */
  readonly now: string;
  /** SQL for the instant `ms` milliseconds after (negative: before) the instant `expression`. */
  plusMs(expression: string, ms: number): string;
}

export const mysqlDialect: Dialect = {
  name: 'mysql',
  skipLocked: 'FOR UPDATE SKIP LOCKED',
  forUpdate: 'FOR UPDATE',
  // The spelling that MySQL and MariaDB both understand.
  forShare: 'LOCK IN SHARE MODE',
  now: 'UTC_TIMESTAMP(3)',
  plusMs: (expression, ms) => `DATE_ADD(${expression}, INTERVAL ${whole(ms) * 1000} MICROSECOND)`,
};

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  skipLocked: '',
  forUpdate: '',
  forShare: '',
  now: `strftime('%Y-%m-%d %H:%M:%f', 'now')`,
  plusMs: (expression, ms) =>
    `strftime('%Y-%m-%d %H:%M:%f', ${expression}, '${whole(ms) < 0 ? '' : '+'}${(ms / 1000).toFixed(3)} seconds')`,
};

function whole(ms: number): number {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`a whole number of milliseconds is wanted, got ${ms}`);
  return ms;
}
