import { readFileSync } from 'node:fs';
import type { ResourceUse } from '@orrery/domain';
import type { Cgroup } from '../isolating/cgroups/cgroup.js';
import { cgroupPlaces } from '../isolating/cgroups/cgroup-mounts.js';
import { CgroupV1 } from '../isolating/cgroups/cgroup-v1.js';
import { CgroupV2 } from '../isolating/cgroups/cgroup-v2.js';
import type { ResourceReading } from '../sampling/usage-source.js';
import type { ContainerState } from './container-engine.js';

const lookEveryMs = 250;

/** What of a container's cgroup was seen, for as long as it was there. */
export interface SeenOfCgroup {
  readonly resources: ResourceUse;
  readonly outOfMemoryKills: number;
}

/**
 * Looks into the cgroup that the engine made, where the engine is on this machine: it knows the peaks, and every kill for want of
 * memory, which engines do not always notice. It is gone a moment after the container has ended: who calls `look` then
 * comes in time.
 */
export class ContainerCgroup {
  private seen: SeenOfCgroup | undefined;
  private readonly looking: NodeJS.Timeout;

  private constructor(
    private readonly cgroup: Pick<Cgroup, 'usage' | 'reading' | 'outOfMemoryKills' | 'pids'>,
  ) {
    this.looking = setInterval(() => this.look(), lookEveryMs).unref();
    this.look();
  }

  /** Undefined: it is not to be seen from here, because it has ended, or the engine counts processes otherwise. */
  static of({ id, pid }: Pick<ContainerState, 'id' | 'pid'>): ContainerCgroup | undefined {
    try {
      const text = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      if (!text.includes(id)) return undefined;
      const { v1, v2 } = cgroupPlaces(text);
      if (v1.has('memory')) return new ContainerCgroup(new CgroupV1(v1 as ReadonlyMap<never, string>));
      return v2 === undefined ? undefined : new ContainerCgroup(new CgroupV2(v2));
    } catch {
      return undefined;
    }
  }

  /** The most that was seen. */
  get found(): SeenOfCgroup | undefined {
    return this.seen;
  }

  /** How many are in it now. */
  processes(): number {
    return this.cgroup.pids().length;
  }

  /** What is taken up to now, and held now. */
  reading(): ResourceReading {
    return this.cgroup.reading();
  }

  look(): void {
    const { cpuMs, maxMemoryBytes, ...more } = this.cgroup.usage();
    if (cpuMs === undefined && maxMemoryBytes === undefined) return;
    const outOfMemoryKills = this.cgroup.outOfMemoryKills();
    this.seen = { resources: { cpuMs, maxMemoryBytes, ...more }, outOfMemoryKills };
  }

  stop(): void {
    clearInterval(this.looking);
  }
}
