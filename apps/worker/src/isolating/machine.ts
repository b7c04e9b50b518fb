import { isolatesAtLeast, type IsolationLevel } from '@orrery/domain';
import type { CgroupTree } from './cgroups/cgroup.js';

/** Programs that isolation is made of, by their full paths: no variable of a task may have another one found. */
export interface IsolationTools {
  readonly shell: string;
  readonly setpriv?: string;
  readonly bubblewrap?: string;
  readonly unshare?: string;
  readonly nsenter?: string;
}

/** What this machine gives this worker to keep attempts apart with. */
export interface Machine {
  readonly isLinux: boolean;
  /** Attempts can have user ids of their own. */
  readonly isRoot: boolean;
  readonly tools: IsolationTools;
  readonly cgroups?: CgroupTree;
  /** Files that a process may open at a time, at most. */
  readonly mostFiles: number;
  /** The sandbox was tried and works. */
  readonly hasSandbox: boolean;
  /** What is not to be had, one sentence each. */
  readonly missing: readonly string[];
}

/** The levels that attempts get of a worker with that floor. */
export function levelsFrom(
  floor: IsolationLevel,
  machine: Pick<Machine, 'isLinux' | 'hasSandbox'>,
): IsolationLevel[] {
  const levels = levelsOf(machine);
  // Where the system knows nothing of level `process`, which everybody demands, tasks run all the same.
  if (floor === 'process' && !machine.isLinux) return levels;
  return levels.filter((level) => isolatesAtLeast(level, floor));
}

/** The levels that this machine has. */
export function levelsOf({ isLinux, hasSandbox }: Pick<Machine, 'isLinux' | 'hasSandbox'>): IsolationLevel[] {
  return ['none', ...(isLinux ? (['process'] as const) : []), ...(hasSandbox ? (['sandbox'] as const) : [])];
}
