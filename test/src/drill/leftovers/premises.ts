import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PrivateEngine } from '@orrery/scripts/containers/engine.mjs';

/** Where the workers of a drill leave traces. */
export interface Premises {
  /** The drill's own; its last part is in the environment or the command line of whatever belongs to the drill. */
  readonly directory: string;
  /** Names of the workers. */
  readonly workers: readonly string[];
  /** All their lives, as `<process id> <start>`. */
  readonly lives: ReadonlySet<string>;
  readonly engine: Pick<PrivateEngine, 'folder' | 'podman'> | undefined;
}

export function markOf({ directory }: Pick<Premises, 'directory'>): string {
  return basename(directory);
}

/** What tells a process from a later one with the same id: `<process id> <start>`, the start in ticks of the machine (proc(5)). */
export function lifeOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} ${fields[19]}`;
}

/** Where the workers are told to have the working directories of their attempts. */
export function workDirectory(directory: string): string {
  return join(directory, 'work');
}

/** Where the platform is told to have its temporary files. */
export function temporaryDirectory(directory: string): string {
  return join(directory, 'tmp');
}

/** What a worker calls its home, by its data directory and its name. */
export function homeOf(directory: string, worker: string): string {
  return join(directory, worker, 'worker', worker);
}

/** How a worker calls its cgroups and its part of the working directories. */
export function ownName(directory: string, worker: string): string {
  const hash = createHash('sha256').update(homeOf(directory, worker)).digest('hex').slice(0, 8);
  return `orrery-${worker}-${hash}`;
}
