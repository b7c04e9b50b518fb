import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readLeftFile } from './left-file.js';
import { readOutputs, type ReadOutputs } from './read-outputs.js';

/** Makes the file in which the command of one attempt leaves its outputs. */
export function createOutputFile(directory: string): string {
  const path = join(directory, '.orrery-output');
  closeSync(openSync(path, 'wx', 0o600));
  return path;
}

/** Reads what a command has left there, as safely as any file of a command. */
export async function readOutputFile(path: string, limitBytes: number): Promise<ReadOutputs> {
  const left = await readLeftFile(path, limitBytes);
  return left.kind === 'text' ? readOutputs(left.text) : left;
}
