import type { Page, PageQuery } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';

const DEFAULT_LIMIT = 50;

/** Reads one page of something sorted by id; `fetch` is asked for one more, which tells whether there is another page. */
export async function pageById<T extends { readonly id: string }>(
  query: PageQuery,
  fetch: (limit: number, afterId: string | undefined) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await fetch(limit + 1, query.cursor === undefined ? undefined : idOfCursor(query.cursor));
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last.id) : null };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[0-9a-f-]{36}$/.test(id)) throw InvalidError.field('/cursor', 'must be the nextCursor of a page');
  return id;
}
