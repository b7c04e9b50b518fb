import type { QueryRunner } from 'typeorm';
import type { Dialect } from '../dialect/dialect.js';
import { columnSql, type ColumnSpec } from './columns.js';

/** A table as a migration describes it. */
export interface TableSpec {
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  readonly primaryKey: readonly string[];
  /** Index name (after the query it serves; unique within the schema) -> its columns. */
  readonly indices?: Readonly<Record<string, readonly string[]>>;
  readonly uniqueIndices?: Readonly<Record<string, readonly string[]>>;
}

const TABLE_OPTIONS = ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC';

/** Makes a table with its indices, on MySQL, MariaDB and SQLite alike. */
export async function createTable(runner: QueryRunner, name: string, spec: TableSpec): Promise<void> {
  const dialect = dialectOf(runner);
  const lines = Object.entries(spec.columns).map(([column, each]) => columnSql(column, each, dialect));
  lines.push(`PRIMARY KEY (${names(spec.primaryKey)})`);
  await runner.query(
    `CREATE TABLE \`${name}\` (${lines.join(', ')})${dialect === 'mysql' ? TABLE_OPTIONS : ''}`,
  );
  for (const [index, on] of Object.entries(spec.indices ?? {})) await createIndex(runner, name, index, on);
  for (const [index, on] of Object.entries(spec.uniqueIndices ?? {}))
    await createUniqueIndex(runner, name, index, on);
}

export async function dropTable(runner: QueryRunner, name: string): Promise<void> {
  await runner.query(`DROP TABLE \`${name}\``);
}

/** Adds a column; one that is not nullable needs a default. */
export async function addColumn(
  runner: QueryRunner,
  table: string,
  name: string,
  spec: ColumnSpec,
): Promise<void> {
  await runner.query(`ALTER TABLE \`${table}\` ADD COLUMN ${columnSql(name, spec, dialectOf(runner))}`);
}

export async function dropColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  await runner.query(`ALTER TABLE \`${table}\` DROP COLUMN \`${name}\``);
}

/**
 * Lets a column be null; `spec` says it in full. It may be in no index: SQLite cannot change a column, so there its values
 * move to a new one.
 */
export async function allowNull(
  runner: QueryRunner,
  table: string,
  name: string,
  spec: ColumnSpec,
): Promise<void> {
  if (dialectOf(runner) === 'mysql') {
    await runner.query(`ALTER TABLE \`${table}\` MODIFY ${columnSql(name, spec, 'mysql')}`);
    return;
  }
  const old = `${name}_before`;
  await runner.query(`ALTER TABLE \`${table}\` RENAME COLUMN \`${name}\` TO \`${old}\``);
  await addColumn(runner, table, name, spec);
  await runner.query(`UPDATE \`${table}\` SET \`${name}\` = \`${old}\``);
  await dropColumn(runner, table, old);
}

export async function createIndex(
  runner: QueryRunner,
  table: string,
  index: string,
  on: readonly string[],
): Promise<void> {
  await runner.query(`CREATE INDEX \`${index}\` ON \`${table}\` (${names(on)})`);
}

export async function createUniqueIndex(
  runner: QueryRunner,
  table: string,
  index: string,
  on: readonly string[],
): Promise<void> {
  await runner.query(`CREATE UNIQUE INDEX \`${index}\` ON \`${table}\` (${names(on)})`);
}

export async function dropIndex(runner: QueryRunner, table: string, index: string): Promise<void> {
  await runner.query(`DROP INDEX \`${index}\`${dialectOf(runner) === 'mysql' ? ` ON \`${table}\`` : ''}`);
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(', ');
}

function dialectOf(runner: QueryRunner): Dialect['name'] {
  return runner.dataSource.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
}
