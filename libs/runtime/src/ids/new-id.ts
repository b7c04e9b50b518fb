import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/** Asking the system for random numbers costs more than making an id of them, so they are fetched by the thousand. */
const pool = new Uint32Array(1_024);
let next = pool.length;
const generator = new V7Generator({ nextUint32 });

const digits = Buffer.from('0123456789abcdef');
/** Where the text of each byte begins. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const text = Buffer.alloc(36, '-');

/** A fresh id: UUIDv7, so that ids made later sort later and inserts land at the end of the index. */
export function newId(): string {
  const { bytes } = generator.generate();
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index]!;
    const byte = bytes[index]!;
    text[place] = digits[byte >>> 4]!;
    text[place + 1] = digits[byte & 15]!;
  }
  return text.toString('latin1');
}

function nextUint32(): number {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  return pool[next++]!;
}
