import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { entriesOf } from './entries-of.js';

const closedFor = new Set<string | undefined>(['ENAMETOOLONG', 'EACCES']);
/** The unit of `st_blocks` (stat(2)). */
const blockBytes = 512;

/**
 * What a directory takes on the disk, in bytes, counted until it is more than `enoughBytes`. An entry counts at least one block: empty
 * files fill a disk, too. Infinity: paths that are longer than the system takes, or directories that the worker may not look into.
 */
export async function directorySize(directory: string, enoughBytes: number): Promise<number> {
  const waiting: Buffer[] = [Buffer.from(directory)];
  const links = new Set<number>();
  let bytes = 0;
  const countEntries = async (of: Buffer): Promise<void> => {
    for await (const { path } of entriesOf(of)) {
      const stats = await known(lstat(path));
      if (stats === 'uncountable') bytes = Infinity;
      else if (stats !== undefined) {
        if (stats.isDirectory()) waiting.push(path);
        bytes += sizeOf(stats, links);
      }
      if (bytes > enoughBytes) return;
    }
  };
  for (let next = waiting.pop(); next !== undefined && bytes <= enoughBytes; next = waiting.pop()) {
    if ((await known(countEntries(next))) === 'uncountable') return Infinity;
  }
  return bytes;
}

/** Undefined: it is gone. */
async function known<T>(asked: Promise<T>): Promise<T | 'uncountable' | undefined> {
  try {
    return await asked;
  } catch (error) {
    return closedFor.has((error as NodeJS.ErrnoException).code) ? 'uncountable' : undefined;
  }
}

/** A file with several names counts once. */
function sizeOf(stats: Stats, links: Set<number>): number {
  if (stats.nlink > 1 && stats.isFile()) {
    if (links.has(stats.ino)) return 0;
    links.add(stats.ino);
  }
  return Math.max(stats.blocks, 1) * blockBytes;
}
