import { InvalidError } from '@orrery/domain';

const defaultLimit = 50;

/** How many rows a page asks for. */
export function pageLimit(query: { readonly limit?: number }): number {
  return query.limit ?? defaultLimit;
}

/** The key after which a page begins; undefined for the first page. @throws InvalidError naming `/cursor`. */
export function cursorKey(query: { readonly cursor?: string }): string | undefined {
  if (query.cursor === undefined) return undefined;
  const key = Buffer.from(query.cursor, 'base64url').toString('utf8');
  if (key === '' || encodeCursor(key) !== query.cursor) {
    throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  }
  return key;
}

/** What a caller sends back to get what follows the key. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/**
 * Makes a page of rows read with `LIMIT limit + 1`: the extra row tells that more follow.
 * @param keyOf the row's sort key, unique within the list.
 */
export function keysetPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
