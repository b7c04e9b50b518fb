/** A value longer than this many bytes, as JSON, is left out of lists: a page of them would be tens of megabytes. */
export const listedValueBytes = 4_096;

/** A row of a list, with a mark for each long value that was not read. */
export type Shortened<Row, Long extends string> = Row & Readonly<Record<`${Long}_is_long`, number>>;

/**
 * Columns of a list: long values are not read, and marked.
 * @param long columns of JSON, with what stands for a long value as SQL.
 */
export function shortColumns(
  table: string,
  columns: readonly string[],
  long: Readonly<Record<string, string>>,
): string {
  const isLong = (column: string) => `LENGTH(${table}.${column}) > ${listedValueBytes}`;
  return [
    ...columns.map((column) => {
      const instead = long[column];
      if (instead === undefined) return `${table}.${column}`;
      return `CASE WHEN ${isLong(column)} THEN ${instead} ELSE ${table}.${column} END AS ${column}`;
    }),
    ...Object.keys(long).map(
      (column) => `CASE WHEN ${isLong(column)} THEN 1 ELSE 0 END AS ${column}_is_long`,
    ),
  ].join(', ');
}

/** The long values that a row of a list is without. */
export function omittedOf<Long extends string>(row: Shortened<object, Long>, names: readonly Long[]): Long[] {
  return names.filter((name) => Number((row as Record<string, unknown>)[`${name}_is_long`]) === 1);
}
