import { chown, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createOutputFile } from '../outputs/output-file.js';
import { workInside } from './container-order.js';

/** Who owns the private directory of an attempt, as the system knows users. */
export interface WorkOwner {
  readonly uid: number;
  readonly gid: number;
}

/** The private directory of an attempt, ready for its container. */
export interface Workplace {
  readonly outputFile: string;
  /** As the command sees it. */
  readonly outputInside: string;
}

/**
 * Lays the files of an order and an empty output file into a directory, and gives it away. Nothing of the attempt runs yet.
 * @param owner undefined: it stays the worker's.
 */
export async function prepareWorkplace(
  directory: string,
  files: Readonly<Record<string, string>>,
  owner: WorkOwner | undefined,
): Promise<Workplace> {
  const outputFile = createOutputFile(directory);
  const made = [outputFile];
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    made.push(path);
  }
  if (owner !== undefined) {
    for (const path of [...made, directory]) await chown(path, owner.uid, owner.gid);
  }
  return { outputFile, outputInside: join(workInside, basename(outputFile)) };
}
