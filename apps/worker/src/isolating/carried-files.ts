import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@orrery/runtime';

const prefix = '.carried-';

/** A name for a file that carries something between the worker and an attempt, and loses the name as soon as both have it open. */
export function carriedFile(directory: string): string {
  return join(directory, `${prefix}${newId()}`);
}

/** Removes the files that a worker left which was killed while it made or wrote them. */
export function removeCarried(directory: string): void {
  const left = readdirSync(directory).filter((name) => name.startsWith(prefix));
  for (const name of left) rmSync(join(directory, name), { force: true });
}
