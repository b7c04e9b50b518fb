/**
 * How long a fire is put off, in whole milliseconds from 0 to `roomMs - 1`: spread evenly over seeds and times, and always
 * the same for the same two. FNV-1a (Fowler, Noll, Vo) with the finalizer of MurmurHash3, 32 bits.
 */
export function jitterOf(seed: string, nominalMs: number, roomMs: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed} ${nominalMs}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.floor((((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * roomMs);
}
