import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ResourceUse } from '@orrery/domain';
import type { ResourceReading } from '../../sampling/usage-source.js';
import { Cgroup, CgroupTree, type CgroupControl, type CgroupLimits } from './cgroup.js';
import {
  killEach,
  makeCgroup,
  numberBehind,
  numberIn,
  pidsBelow,
  readControl,
  removeBelow,
  tryControl,
  writeControl,
} from './cgroup-files.js';

const cpuPeriodUs = 100_000;
const wanted: readonly CgroupControl[] = ['cpu', 'memory', 'pids'];
/** A cgroup that hands controllers down may hold no processes itself: the worker goes into one beside those of attempts. */
const leaf = 'orrery-worker';

/** Cgroups of version 2: one hierarchy, in it a directory of this worker below the cgroup it was started in. */
export class CgroupTreeV2 extends CgroupTree {
  readonly controls: ReadonlySet<CgroupControl>;
  readonly roots: readonly string[];
  private readonly root: string;

  /**
   * @param place the cgroup of this process.
   * @throws when the worker may not make cgroups there.
   */
  constructor(place: string, name: string) {
    super();
    const parent = basename(place) === leaf ? dirname(place) : place;
    this.root = join(parent, name);
    this.roots = [this.root];
    const available = readControl(parent, 'cgroup.controllers').split(' ');
    const asked = wanted.filter((control) => available.includes(control));
    makeCgroup(this.root);
    if (!handDown(parent, asked)) moveAside(parent);
    const given = asked.filter((control) => handDown(parent, [control]) && handDown(this.root, [control]));
    this.controls = new Set(given);
  }

  make(name: string, limits: CgroupLimits): Cgroup {
    const directory = join(this.root, name);
    const cgroup = new CgroupV2(directory);
    try {
      mkdirSync(directory);
      this.limit(directory, limits);
    } catch (error) {
      cgroup.remove();
      throw error;
    }
    return cgroup;
  }

  private limit(directory: string, { memoryBytes, pids, cpu }: CgroupLimits): void {
    if (this.controls.has('memory') && memoryBytes > 0) {
      writeControl(directory, 'memory.max', String(memoryBytes));
      tryControl(directory, 'memory.swap.max', '0');
      tryControl(directory, 'memory.oom.group', '1');
    }
    if (this.controls.has('pids') && pids > 0) writeControl(directory, 'pids.max', String(pids));
    if (this.controls.has('cpu') && cpu > 0) {
      const quotaUs = Math.max(Math.round(cpu * cpuPeriodUs), 1_000);
      writeControl(directory, 'cpu.max', `${quotaUs} ${cpuPeriodUs}`);
    }
  }
}

/** One that this worker made, or that an engine made for a container. */
export class CgroupV2 extends Cgroup {
  readonly joinFiles: readonly string[];
  readonly listFile: string;

  constructor(private readonly directory: string) {
    super();
    this.listFile = join(directory, 'cgroup.procs');
    this.joinFiles = [this.listFile];
  }

  pids(): readonly number[] {
    return pidsBelow(this.directory);
  }

  /** `cgroup.kill` is there since Linux 5.14. */
  kill(): void {
    if (tryControl(this.directory, 'cgroup.kill', '1')) return;
    tryControl(this.directory, 'cgroup.freeze', '1');
    killEach(this.pids());
    tryControl(this.directory, 'cgroup.freeze', '0');
  }

  usage(): ResourceUse {
    return {
      ...this.taken(),
      maxMemoryBytes: numberIn(this.directory, 'memory.peak'),
      maxPids: numberIn(this.directory, 'pids.peak'),
    };
  }

  reading(): ResourceReading {
    return {
      ...this.taken(),
      memoryBytes: numberIn(this.directory, 'memory.current'),
      pids: numberIn(this.directory, 'pids.current'),
    };
  }

  outOfMemoryKills(): number {
    return numberBehind(readControl(this.directory, 'memory.events'), 'oom_kill') ?? 0;
  }

  remove(): boolean {
    return removeBelow(this.directory);
  }

  private taken(): Pick<ResourceUse, 'cpuMs' | 'readBytes' | 'writtenBytes'> {
    const cpuUs = numberBehind(readControl(this.directory, 'cpu.stat'), 'usage_usec');
    const io = readControl(this.directory, 'io.stat');
    return {
      cpuMs: cpuUs === undefined ? undefined : Math.round(cpuUs / 1e3),
      ...(io === '' ? {} : { readBytes: sumOf(io, 'rbytes'), writtenBytes: sumOf(io, 'wbytes') }),
    };
  }
}

function handDown(directory: string, controls: readonly CgroupControl[]): boolean {
  return tryControl(directory, 'cgroup.subtree_control', controls.map((control) => `+${control}`).join(' '));
}

function moveAside(parent: string): void {
  const directory = join(parent, leaf);
  makeCgroup(directory);
  writeControl(directory, 'cgroup.procs', String(process.pid));
}

/** Of lines like `8:0 rbytes=4096 wbytes=0`. */
function sumOf(text: string, word: string): number {
  return [...text.matchAll(new RegExp(`\\b${word}=(\\d+)`, 'g'))].reduce(
    (sum, [, each]) => sum + Number(each),
    0,
  );
}
