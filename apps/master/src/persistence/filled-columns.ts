type Row = Readonly<Record<string, unknown>>;

/** The rows without the columns that are null in all of them: half a new run is, and nulls cost as much as values to send. */
export function filledColumns(rows: readonly Row[]): Record<string, unknown>[] {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== null));
  return rows.map((row) => only(columns, row));
}

/** `Object.fromEntries` takes several times as long, and gives each row a shape of its own. */
function only(columns: readonly string[], row: Row): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const column of columns) filled[column] = row[column];
  return filled;
}
