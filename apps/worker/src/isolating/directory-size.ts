import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';

/** The unit of `st_blocks` (stat(2)). */
const blockBytes = 512;
const separator = Buffer.from('/');

/**
 * What a directory takes on the disk, in bytes, counted until it is more than `enoughBytes`. An entry counts at least one block: empty
 * files fill a disk, too. Infinity: paths that are longer than the system takes, which nobody can count.
 */
export async function directorySize(directory: string, enoughBytes: number): Promise<number> {
  const waiting = [Buffer.from(directory)];
  const links = new Set<number>();
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined && bytes <= enoughBytes; next = waiting.pop()) {
    const names = await known(readdir(next, { encoding: 'buffer' }));
    if (names === 'too long') return Infinity;
    for (const name of names ?? []) {
      // Names are bytes, and need not be UTF-8.
      const path = Buffer.concat([next, separator, name]);
      const stats = await known(lstat(path));
      if (stats === 'too long') return Infinity;
      if (stats?.isDirectory()) waiting.push(path);
      bytes += stats === undefined ? 0 : sizeOf(stats, links);
    }
  }
  return bytes;
}

/** Undefined: it is gone. */
async function known<T>(asked: Promise<T>): Promise<T | 'too long' | undefined> {
  try {
    return await asked;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG' ? 'too long' : undefined;
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
