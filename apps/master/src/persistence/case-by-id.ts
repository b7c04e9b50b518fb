/** The part of an UPDATE that gives each row its own value, by id. */
export interface CaseColumn {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Neighbours in the order of ids that get the same value, from the id of the first. */
interface Range {
  readonly fromId: string;
  readonly value: unknown;
}

/**
 * `column = CASE WHEN id < … THEN … ELSE … END`, nested as a search tree: one statement changes many rows, each in its own
 * way, and finds the value of a row in log2(n) comparisons. (`CASE id WHEN` takes n/2: 500 rows of 4 columns cost the
 * server three times as much by it.) Where `valueOf` says undefined the row keeps what it has. Ids that no item has get the
 * value of a neighbour: the WHERE must leave them out.
 * @param key the column that has the ids.
 */
export function caseById<Item extends { readonly id: string }>(
  column: string,
  items: readonly Item[],
  valueOf: (item: Item) => unknown,
  key = 'id',
): CaseColumn {
  const params: unknown[] = [];
  return { sql: `${column} = ${search({ column, key }, rangesOf(items, valueOf), params)}`, params };
}

function rangesOf<Item extends { readonly id: string }>(
  items: readonly Item[],
  valueOf: (item: Item) => unknown,
): Range[] {
  const sorted = [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ranges: Range[] = [];
  for (const item of sorted) {
    const value = valueOf(item);
    if (ranges.length > 0 && isSame(ranges.at(-1)!.value, value)) continue;
    ranges.push({ fromId: item.id, value });
  }
  return ranges;
}

function search(
  names: { readonly column: string; readonly key: string },
  ranges: readonly Range[],
  params: unknown[],
): string {
  if (ranges.length === 1) {
    const { value } = ranges[0]!;
    if (value === undefined) return names.column;
    params.push(value);
    return '?';
  }
  const middle = ranges.length >> 1;
  params.push(ranges[middle]!.fromId);
  const left = search(names, ranges.slice(0, middle), params);
  const right = search(names, ranges.slice(middle), params);
  return `CASE WHEN ${names.key} < ? THEN ${left} ELSE ${right} END`;
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}
