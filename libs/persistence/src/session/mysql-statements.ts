import type { PoolConnection, QueryOptions, ResultSetHeader } from 'mysql2';
import { EarlierStatementError } from '../errors/earlier-statement-error.js';
import type { Statement } from './expand-arrays.js';
import { packets } from './joined-statements.js';
import type { Row } from './session.js';
import type { ExecuteResult, Statements } from './statements.js';

const DUPLICATE_ENTRY = 1062;

const START = 'START TRANSACTION';

/**
 * Statements over a mysql2 connection, by its text protocol: no prepare round trip, one packet for many rows. What can wait goes
 * in one packet with what follows; the server runs them in their order and stops at the first that fails.
 */
export class MysqlStatements implements Statements {
  #waiting: string[] = [];
  #isBegun = false;

  constructor(
    private readonly connection: PoolConnection,
    private readonly statementTimeoutMs: number,
  ) {}

  /** Goes with the first statement; without one there is no transaction. */
  begin(): void {
    this.#waiting = [START];
    this.#isBegun = true;
  }

  async commit(): Promise<void> {
    if (this.#waiting[0] === START && this.#waiting.length === 1) this.#waiting = [];
    else await this.#send('COMMIT');
    this.#isBegun = false;
  }

  async rollback(): Promise<void> {
    const isSent = this.#isBegun && this.#waiting[0] !== START;
    this.#waiting = [];
    this.#isBegun = false;
    if (isSent) await this.#send('ROLLBACK');
  }

  later(sql: string, params: readonly unknown[]): void {
    this.#waiting.push(this.#textOf(sql, params));
  }

  async settle(): Promise<void> {
    const last = this.#waiting.pop();
    if (last !== undefined) await this.#send(last);
  }

  /** The commands of a connection keep their order, so nobody has to wait for a transaction to begin. */
  beforeOthers(): void {
    if (this.#waiting.some((text) => text !== START)) {
      throw new Error('Statements wait to be run: do something with the session before its manager is used.');
    }
    this.settle().catch(() => undefined); // whoever uses the lost connection next hears of it
  }

  async select(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return (await this.#query(sql, params)) as Row[];
  }

  async selectAll(queries: readonly Statement[]): Promise<Row[][]> {
    return (await this.#sendAll(queries.map(({ sql, params }) => this.#textOf(sql, params)))) as Row[][];
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
    return this.#send(this.#textOf(sql, params));
  }

  #textOf(sql: string, params: readonly unknown[]): string {
    return this.connection.format(sql, params.map(toMysql));
  }

  async #send(text: string): Promise<unknown> {
    return (await this.#sendAll([text]))[0];
  }

  /** Resolves to the result of each of these. @throws EarlierStatementError when one that waited failed. */
  async #sendAll(texts: readonly string[]): Promise<unknown[]> {
    const all = [...this.#waiting, ...texts];
    let waiting = this.#waiting.length;
    this.#waiting = [];
    const results: unknown[] = [];
    for (const packet of packets(all)) {
      results.push(...(await this.#ask(packet, waiting)));
      waiting -= packet.length;
    }
    return results.slice(all.length - texts.length);
  }

  /** @param waiting how many statements from the first one on are not those that are asked for. */
  #ask(packet: readonly string[], waiting: number): Promise<unknown[]> {
    const options: QueryOptions = { sql: packet.join('; '), timeout: this.statementTimeoutMs };
    return new Promise((resolve, reject) => {
      let answered = 0;
      const query = this.connection.query(options, (error, result) => {
        if (error) reject(answered < waiting ? new EarlierStatementError(error) : error);
        else resolve(packet.length === 1 ? [result] : (result as unknown[]));
      });
      query.on('fields', () => (answered += 1)); // of each statement, whether it gives rows or not
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
