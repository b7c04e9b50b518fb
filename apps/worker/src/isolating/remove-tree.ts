import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { entriesOf } from './entries-of.js';

const run = promisify(execFile);

/** `rm` of Node goes for all entries at once, and takes some kilobytes of memory for each: of more than this a program frees the worker. */
const fewEntries = 1_000;

/**
 * Removes a file or directory that an attempt could do with as it liked: also directories that may not be entered, paths
 * that are longer than the system takes, and more entries than fit in memory. Follows no link. @throws when something is left.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    if (await hasFewEntries(path)) await rm(path, { recursive: true, force: true });
    else await removeByProgram(path);
  } catch {
    await run('/bin/chmod', ['-R', 'u+rwx', '--', path]).catch(() => undefined);
    await removeByProgram(path);
  }
}

async function removeByProgram(path: string): Promise<void> {
  await run('/bin/rm', ['-rf', '--', path]);
}

/** What cannot be looked into counts as empty. */
async function hasFewEntries(path: string): Promise<boolean> {
  const waiting: Buffer[] = [Buffer.from(path)];
  let count = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      for await (const entry of entriesOf(next)) {
        count += 1;
        if (count > fewEntries) return false;
        if (entry.isDirectory) waiting.push(entry.path);
      }
    } catch {
      // it is a file, or gone, or closed to the worker
    }
  }
  return true;
}
