import type { PageQuery } from '@orrery/contracts';
import { positionOf, type Position } from './cursor.js';

/** Which part of a list is wanted: what comes after a position, newest first. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: Position;
}

const DEFAULT_LIMIT = 50;

/** @throws InvalidError when the cursor is none of ours. */
export function pageRequest(query: PageQuery): PageRequest {
  const limit = query.limit ?? DEFAULT_LIMIT;
  return query.cursor === undefined ? { limit } : { limit, after: positionOf(query.cursor) };
}
