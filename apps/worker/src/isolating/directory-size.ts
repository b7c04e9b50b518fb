import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The unit of `st_blocks` (stat(2)). */
const blockBytes = 512;

/**
 * What a directory takes on the disk, in bytes, counted until it is more than `enoughBytes`. An entry counts at least one block: empty
 * files fill a disk, too. Infinity: paths that are longer than the system takes, which nobody can count.
 */
export async function directorySize(directory: string, enoughBytes: number): Promise<number> {
  const waiting = [directory];
  const links = new Set<number>();
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined && bytes <= enoughBytes; next = waiting.pop()) {
    const entries = await entriesOf(next);
    if (entries === 'too long') return Infinity;
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      bytes += await sizeOf(path, links);
    }
  }
  return bytes;
}

async function entriesOf(directory: string): Promise<Dirent[] | 'too long'> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG' ? 'too long' : [];
  }
}

/** A file with several names counts once. */
async function sizeOf(path: string, links: Set<number>): Promise<number> {
  try {
    const stats = await lstat(path);
    if (stats.nlink > 1 && stats.isFile()) {
      if (links.has(stats.ino)) return 0;
      links.add(stats.ino);
    }
    return Math.max(stats.blocks, 1) * blockBytes;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG' ? Infinity : 0;
  }
}
