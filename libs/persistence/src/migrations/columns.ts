import { ID_LENGTH } from '../columns/id-column.js';
import type { Dialect } from '../dialect/dialect.js';

type DialectName = Dialect['name'];

/** What a migration says of one column, without naming a database. */
export interface ColumnSpec {
  readonly type: Readonly<Record<DialectName, string>>;
  readonly nullable: boolean;
  readonly default?: string | number | boolean;
}

export interface ColumnOptions<T = never> {
  readonly nullable?: boolean;
  readonly default?: T;
}

function column<T extends string | number | boolean>(
  mysql: string,
  sqlite: string,
  options: ColumnOptions<T>,
): ColumnSpec {
  return { type: { mysql, sqlite }, nullable: options.nullable ?? false, default: options.default };
}

/** The kinds of columns there are; each matches a column decorator or plain `@Column` of the entities. */
export const columns = {
  /**
   * `@IdColumn()`. Not in the ASCII character set: comparing such a column with text from a user that is not ASCII is an
   * error of the server (1267), where it should find nothing. Stored and indexed, the bytes are the same.
   */
  id: (options: ColumnOptions = {}) => column(`varchar(${ID_LENGTH})`, `varchar(${ID_LENGTH})`, options),
  /** `@Column({ length })` on a string; compared byte by byte. */
  text: (length: number, options: ColumnOptions<string> = {}) =>
    column(`varchar(${length})`, `varchar(${length})`, options),
  /** `@LongTextColumn()` */
  longText: (options: ColumnOptions = {}) => column('longtext', 'text', options),
  /** `@BytesColumn()` */
  bytes: (options: ColumnOptions = {}) => column('longblob', 'blob', options),
  /** `@Column('int')` */
  integer: (options: ColumnOptions<number> = {}) => column('int', 'integer', options),
  /** `@BigintColumn()` */
  bigint: (options: ColumnOptions<number> = {}) => column('bigint', 'bigint', options),
  /** `@Column('double')` */
  double: (options: ColumnOptions<number> = {}) => column('double', 'double', options),
  /** `@Column('boolean')` */
  boolean: (options: ColumnOptions<boolean> = {}) => column('tinyint(1)', 'boolean', options),
  /** `@InstantColumn()` */
  instant: (options: ColumnOptions = {}) => column('datetime(3)', 'datetime(3)', options),
  /** `@JsonColumn()` */
  json: (options: ColumnOptions = {}) => column('longtext', 'text', options),
};

/** The column's part of a CREATE TABLE or ALTER TABLE. */
export function columnSql(name: string, spec: ColumnSpec, dialect: DialectName): string {
  const nullable = spec.nullable ? '' : ' NOT NULL';
  const fallback = spec.default === undefined ? '' : ` DEFAULT ${literal(spec.default)}`;
  return `\`${name}\` ${spec.type[dialect]}${nullable}${fallback}`;
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return String(Number(value));
}
