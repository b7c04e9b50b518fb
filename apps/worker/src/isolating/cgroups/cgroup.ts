import type { ResourceLimits, ResourceUse } from '@orrery/domain';
import type { ResourceReading } from '../../sampling/usage-source.js';

/** What of the limits a cgroup keeps. */
export type CgroupLimits = Pick<ResourceLimits, 'cpu' | 'memoryBytes' | 'pids'>;

/** What a tree of cgroups can limit on this machine. */
export type CgroupControl = 'cpu' | 'memory' | 'pids';

/** The cgroup of one attempt: no process leaves it, whatever it does to its parents, session and environment. */
export abstract class Cgroup {
  /** A process that writes `0` to each of these files belongs to it from then on. */
  abstract readonly joinFiles: readonly string[];
  /** File that lists the processes in it. */
  abstract readonly listFile: string;

  /** Processes in it now, those of cgroups below it too. */
  abstract pids(): readonly number[];
  /** KILL to all of them at once, so that none can make another one meanwhile. */
  abstract kill(): void;
  abstract usage(): ResourceUse;
  /** What was taken up to now, and is held now. */
  abstract reading(): ResourceReading;
  /** How often the kernel killed something in it for want of memory. */
  abstract outOfMemoryKills(): number;
  /** Takes the empty cgroup away; false: there is something in it yet. */
  abstract remove(): boolean;
}

/** Where a worker has its cgroups: a directory of its own, one below it for each attempt. */
export abstract class CgroupTree {
  abstract readonly controls: ReadonlySet<CgroupControl>;
  /** Its own directories: the next life of the worker looks there for what this one left. */
  abstract readonly roots: readonly string[];

  /** @throws when the system refuses. */
  abstract make(name: string, limits: CgroupLimits): Cgroup;
}
