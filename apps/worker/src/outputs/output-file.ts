import { constants } from 'node:fs';
import { lstat, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@orrery/runtime';
import { readOutputs, type ReadOutputs } from './read-outputs.js';

/** Neither followed, where something else has taken its place since it was looked at, nor waited for. */
const READING = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Makes the file in which the command of one attempt leaves its outputs. */
export async function createOutputFile(directory: string): Promise<string> {
  const path = join(directory, '.orrery-output');
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  return path;
}

/** Reads what a command has left there; never waits, and takes nothing but a file of at most `limitBytes`. */
export async function readOutputFile(path: string, limitBytes: number): Promise<ReadOutputs> {
  try {
    if (!(await lstat(path)).isFile()) return notAFile;
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

const notAFile: ReadOutputs = { kind: 'faulty', fault: 'is no longer a regular file' };

async function readFrom(file: FileHandle, limitBytes: number): Promise<ReadOutputs> {
  const stats = await file.stat();
  if (!stats.isFile()) return notAFile;
  // A second name may be that of a file which the attempt itself cannot read.
  if (stats.nlink > 1) return { kind: 'faulty', fault: 'has more than one name' };
  if (stats.size > limitBytes) {
    return { kind: 'faulty', fault: `is longer than ${limitBytes} bytes (it has ${stats.size})` };
  }
  const bytes = await file.readFile();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'faulty', fault: 'is not UTF-8' };
  }
  return readOutputs(text);
}
