import { readFileSync } from 'node:fs';

const entryBytes = 16;
/** AT_PAGESZ of the auxiliary vector (getauxval(3)). */
const pageSizeType = 6n;
const usualBytes = 4_096;
let known: number | undefined;

/** How large a page of memory is on this machine: 4 KiB nearly everywhere, but not on each arm64. */
export function pageBytes(): number {
  return (known ??= ofAuxiliaryVector());
}

function ofAuxiliaryVector(): number {
  try {
    const vector = readFileSync('/proc/self/auxv');
    for (let at = 0; at + entryBytes <= vector.length; at += entryBytes) {
      if (vector.readBigUInt64LE(at) === pageSizeType)
        return Number(vector.readBigUInt64LE(at + entryBytes / 2));
    }
  } catch {
    // no Linux, or none that tells
  }
  return usualBytes;
}
