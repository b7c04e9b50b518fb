import { InvalidError } from '@orrery/domain';

/** Where a page ended: the instant and id of its last item. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** The position as opaque text that survives a URL. */
export function cursorOf(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.getTime(), position.id])).toString('base64url');
}

/** @throws InvalidError when the text was not made by `cursorOf`. */
export function positionOf(cursor: string): Position {
  const [atMs, id, ...rest] = decoded(cursor);
  const at = new Date(typeof atMs === 'number' ? atMs : NaN);
  if (Number.isNaN(at.getTime()) || typeof id !== 'string' || id === '' || rest.length > 0) {
    throw InvalidError.field('/cursor', 'must be the nextCursor of the page before');
  }
  return { at, id };
}

function decoded(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
