import type { Row } from './session.js';

/** One multi-row INSERT: its text, its parameters in one flat array, and how many rows they are. */
export interface BulkInsert {
  readonly sql: string;
  readonly params: readonly unknown[];
  readonly rowCount: number;
}

/** Rows of one statement at most. */
const MOST_ROWS = 1_000;
/** SQLite takes 32,766 parameters. */
const MOST_PARAMS = 30_000;
/** Keeps the packet far below the usual 16 MB, escaping and UTF-8 included. */
const MOST_CHARACTERS = 1_000_000;

/** Cuts the rows into INSERT statements that every database takes. All rows must have the columns of the first. */
export function* bulkInserts(table: string, rows: readonly Row[]): Generator<BulkInsert> {
  const columns = Object.keys(rows[0] ?? {});
  const mostRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_PARAMS / Math.max(1, columns.length))));
  let params: unknown[] = [];
  let rowCount = 0;
  let characters = 0;
  for (const row of rows) {
    characters += appendRow(params, columns, row, table);
    rowCount += 1;
    if (rowCount < mostRows && characters < MOST_CHARACTERS) continue;
    yield { sql: insertSql(table, columns, rowCount), params, rowCount };
    params = [];
    rowCount = 0;
    characters = 0;
  }
  if (rowCount > 0) yield { sql: insertSql(table, columns, rowCount), params, rowCount };
}

function appendRow(params: unknown[], columns: readonly string[], row: Row, table: string): number {
  let found = 0;
  let characters = 0;
  for (const column of columns) {
    const value = bindable(row[column]);
    if (value !== undefined || column in row) found += 1;
    if (typeof value === 'string') characters += value.length;
    // Written in hexadecimal.
    else if (Buffer.isBuffer(value)) characters += 2 * value.length;
    params.push(value);
  }
  if (found !== columns.length || Object.keys(row).length !== columns.length) {
    throw new Error(
      `Rows for ${table} differ in their columns: ${columns.join()} and ${Object.keys(row).join()}.`,
    );
  }
  return characters;
}

/** Arrays in a row are JSON (in a query they are lists); so are plain objects. */
function bindable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value))
    return value;
  return JSON.stringify(value);
}

function insertSql(table: string, columns: readonly string[], rowCount: number): string {
  const names = columns.map((column) => `\`${column}\``).join(', ');
  const values = `(${Array<string>(columns.length).fill('?').join(', ')})`;
  return `INSERT INTO \`${table}\` (${names}) VALUES ${Array<string>(rowCount).fill(values).join(', ')}`;
}
