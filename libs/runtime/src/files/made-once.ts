import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { newId } from '../ids/new-id.js';

/**
 * The content of a file that only its user can read. Where it is not there, it is made: it appears complete or not at all, and of
 * several processes one makes it.
 */
export async function madeOnce(file: string, make: () => string): Promise<string> {
  const draft = `${file}.${newId()}`;
  await writeFile(draft, make(), { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, 'utf8');
}
