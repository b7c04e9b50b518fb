export { BigintColumn, type BigintColumnOptions } from './columns/bigint-column.js';
export { BytesColumn, type BytesColumnOptions } from './columns/bytes-column.js';
export { IdColumn, type IdColumnOptions } from './columns/id-column.js';
export { InstantColumn, type InstantColumnOptions } from './columns/instant-column.js';
export { JsonColumn, type JsonColumnOptions } from './columns/json-column.js';
export { LongTextColumn, type LongTextColumnOptions } from './columns/text-column.js';
export { Database } from './database/database.js';
export type { DatabaseOptions } from './database/database-options.js';
export type { Dialect } from './dialect/dialect.js';
export {
  classifyDatabaseError,
  isDuplicateKey,
  type DatabaseErrorClass,
} from './errors/classify-database-error.js';
export { columns, type ColumnOptions, type ColumnSpec } from './migrations/columns.js';
export { schemaDrift } from './migrations/schema-drift.js';
export {
  addColumn,
  allowNull,
  createIndex,
  createTable,
  createUniqueIndex,
  dropColumn,
  dropIndex,
  dropTable,
  type TableSpec,
} from './migrations/table.js';
export type { Row, Session } from './session/session.js';
export { cursorKey, encodeCursor, keysetPage, pageLimit } from './paging/keyset-page.js';
