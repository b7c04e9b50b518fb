import { uuidv7 } from 'uuidv7';

/** A fresh id: UUIDv7, so that ids made later sort later and inserts land at the end of the index. */
export function newId(): string {
  return uuidv7();
}
