import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { messageOf } from '@orrery/runtime';

/** Neither followed, where something else has taken its place since it was looked at, nor waited for. */
const READING = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a command has left in a file of its directory. */
export type LeftFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  /** As the rest of a sentence about the file. */
  | { readonly kind: 'faulty'; readonly fault: string };

/** Reads what a command has left there; never waits, and takes nothing but a file of at most `limitBytes`. */
export async function readLeftFile(path: string, limitBytes: number): Promise<LeftFile> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile()) return notAFile;
    if (stats.size === 0) return { kind: 'none' };
    const file = await open(path, READING);
    try {
      return await readFrom(file, limitBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
    return { kind: 'faulty', fault: `cannot be read: ${messageOf(error)}` };
  }
}

const notAFile: LeftFile = { kind: 'faulty', fault: 'is no longer a regular file' };

async function readFrom(file: FileHandle, limitBytes: number): Promise<LeftFile> {
  const stats = await file.stat();
  if (!stats.isFile()) return notAFile;
  // A second name may be that of a file which the attempt itself cannot read.
  if (stats.nlink > 1) return { kind: 'faulty', fault: 'has more than one name' };
  if (stats.size > limitBytes) {
    return { kind: 'faulty', fault: `is longer than ${limitBytes} bytes (it has ${stats.size})` };
  }
  // Of one that grows meanwhile no more than it had.
  const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size, 0);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
    return { kind: 'text', text };
  } catch {
    return { kind: 'faulty', fault: 'is not UTF-8' };
  }
}
