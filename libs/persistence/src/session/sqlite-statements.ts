import type Libsql from 'libsql';
import type { Statement } from './expand-arrays.js';
import { instantText, readInstants } from './row-instants.js';
import type { Row } from './session.js';
import type { ExecuteResult, Statements } from './statements.js';

/** Texts differ by the number of rows in a bulk insert, so the cache has to be bounded. */
const CACHED_STATEMENTS = 200;

type Prepared = ReturnType<Libsql.Database['prepare']>;

/** Statements over the one libsql connection of an embedded database. */
export class SqliteStatements implements Statements {
  readonly #prepared = new Map<string, Prepared>();

  constructor(private readonly connection: Libsql.Database) {}

  async select(sql: string, params: readonly unknown[]): Promise<Row[]> {
    const rows = this.#prepare(sql).all(params.map(toSqlite)) as Row[];
    readInstants(rows);
    return rows;
  }

  selectAll(queries: readonly Statement[]): Promise<Row[][]> {
    return Promise.all(queries.map(({ sql, params }) => this.select(sql, params)));
  }

  async execute(sql: string, params: readonly unknown[]): Promise<ExecuteResult> {
    return { affected: this.#prepare(sql).run(params.map(toSqlite)).changes };
  }

  later(sql: string, params: readonly unknown[]): void {
    this.#prepare(sql).run(params.map(toSqlite));
  }

  async settle(): Promise<void> {}

  beforeOthers(): void {}

  async insertIgnoring(insert: string, params: readonly unknown[]): Promise<ExecuteResult> {
    return this.execute(`${insert} ON CONFLICT DO NOTHING`, params);
  }

  onDuplicateUpdate(key: readonly string[], update: readonly string[]): string {
    if (update.length === 0) return 'ON CONFLICT DO NOTHING';
    const set = update.map((column) => `\`${column}\` = excluded.\`${column}\``);
    return `ON CONFLICT (${key.map((column) => `\`${column}\``).join(', ')}) DO UPDATE SET ${set.join(', ')}`;
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql);
    if (prepared) {
      this.#prepared.delete(sql);
    } else {
      prepared = this.connection.prepare(sql);
      const oldest = this.#prepared.keys().next().value;
      if (this.#prepared.size >= CACHED_STATEMENTS && oldest !== undefined) this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/** libsql binds every number as REAL, which a text column would keep as '5.0': whole numbers go as integers. */
function toSqlite(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return instantText(value);
  return JSON.stringify(value);
}
