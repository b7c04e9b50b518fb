import type { Page } from '@orrery/contracts';
import { cursorOf, type Position } from './cursor.js';

/** Makes a page of rows that were read one beyond the limit: the surplus one only says that there are more. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(item), nextCursor: more ? cursorOf(position(last)) : null };
}
