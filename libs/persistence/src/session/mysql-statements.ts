import type { PoolConnection, QueryOptions, ResultSetHeader } from 'mysql2';
import type { Row } from './session.js';
import type { ExecuteResult, Statements } from './statements.js';

const DUPLICATE_ENTRY = 1062;

/** Statements over a mysql2 connection, by its text protocol: no prepare round trip, one packet for many rows. */
export class MysqlStatements implements Statements {
  constructor(
    private readonly connection: PoolConnection,
    private readonly statementTimeoutMs: number,
  ) {}

  async select(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return (await this.#query(sql, params)) as Row[];
  }

  async execute(sql: string, params: readonly unknown[]): Promise<ExecuteResult> {
    const result = (await this.#query(sql, params)) as ResultSetHeader;
    return { affected: result.affectedRows ?? 0 };
  }

  /** INSERT IGNORE would also bend values that do not fit; that is found by its warnings and refused. */
  async insertIgnoring(insert: string, params: readonly unknown[], rowCount: number): Promise<ExecuteResult> {
    const sql = insert.replace(/^INSERT/, 'INSERT IGNORE');
    const result = (await this.#query(sql, params)) as ResultSetHeader;
    if (result.warningStatus > rowCount - result.affectedRows) await this.#refuseBentValues();
    return { affected: result.affectedRows };
  }

  onDuplicateUpdate(key: readonly string[], update: readonly string[]): string {
    const columns = update.length > 0 ? update : key.slice(0, 1);
    const set = columns.map((column) =>
      update.length > 0 ? `\`${column}\` = VALUES(\`${column}\`)` : `\`${column}\` = \`${column}\``,
    );
    return `ON DUPLICATE KEY UPDATE ${set.join(', ')}`;
  }

  async #refuseBentValues(): Promise<void> {
    const warnings = (await this.#query('SHOW WARNINGS', [])) as { Code: number; Message: string }[];
    const bent = warnings.find((warning) => warning.Code !== DUPLICATE_ENTRY);
    const message = bent?.Message ?? 'the server reported more warnings than duplicates';
    throw Object.assign(new Error(`A row does not fit its table: ${message}`), { errno: bent?.Code });
  }

  #query(sql: string, params: readonly unknown[]): Promise<unknown> {
    const values = params.map(toMysql);
    const options: QueryOptions = { sql, values, timeout: this.statementTimeoutMs };
    return new Promise((resolve, reject) => {
      this.connection.query(options, (error, result) => (error ? reject(error) : resolve(result)));
    });
  }
}

/** mysql2 would write a plain object as `key = value` pairs; here it is a JSON value. */
function toMysql(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value))
    return value;
  return JSON.stringify(value);
}
