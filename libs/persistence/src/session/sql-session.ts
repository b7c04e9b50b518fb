import type { EntityManager } from 'typeorm';
import type { Dialect } from '../dialect/dialect.js';
import { bulkInserts } from './bulk-insert.js';
import { expandArrays, type Statement } from './expand-arrays.js';
import type { Row, Session } from './session.js';
import type { ExecuteResult, Statements } from './statements.js';

/** The session of both databases: the same placeholders, lists and bulk writes over either driver. */
export class SqlSession implements Session {
  constructor(
    readonly dialect: Dialect,
    private readonly entities: EntityManager,
    private readonly statements: Statements,
  ) {}

  get manager(): EntityManager {
    this.statements.beforeOthers();
    return this.entities;
  }

  async select<R = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const statement = expandArrays(sql, params);
    return (await this.statements.select(statement.sql, statement.params)) as R[];
  }

  async selectAll(queries: readonly Statement[]): Promise<Row[][]> {
    return this.statements.selectAll(queries.map(({ sql, params }) => expandArrays(sql, params)));
  }

  async execute(sql: string, params: readonly unknown[] = []): Promise<ExecuteResult> {
    const statement = expandArrays(sql, params);
    return this.statements.execute(statement.sql, statement.params);
  }

  executeLater(sql: string, params: readonly unknown[] = []): void {
    const statement = expandArrays(sql, params);
    this.statements.later(statement.sql, statement.params);
  }

  insertManyLater(table: string, rows: readonly Row[]): void {
    for (const { sql, params } of bulkInserts(table, rows)) this.statements.later(sql, params);
  }

  async insertMany(
    table: string,
    rows: readonly Row[],
    options: { readonly onDuplicate?: 'fail' | 'ignore' } = {},
  ): Promise<ExecuteResult> {
    let affected = 0;
    for (const { sql, params, rowCount } of bulkInserts(table, rows)) {
      const result =
        options.onDuplicate === 'ignore'
          ? await this.statements.insertIgnoring(sql, params, rowCount)
          : await this.statements.execute(sql, params);
      affected += result.affected;
    }
    return { affected };
  }

  async upsertMany(
    table: string,
    rows: readonly Row[],
    options: { readonly key: readonly string[]; readonly update: readonly string[] },
  ): Promise<void> {
    const onDuplicate = this.statements.onDuplicateUpdate(options.key, options.update);
    for (const { sql, params } of bulkInserts(table, rows)) {
      await this.statements.execute(`${sql} ${onDuplicate}`, params);
    }
  }
}
