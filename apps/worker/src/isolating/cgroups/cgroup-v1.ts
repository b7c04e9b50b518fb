import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
/** What is of use here; the first one that a machine has tells which processes are there. */
const useful = ['freezer', 'pids', 'memory', 'cpu', 'cpuacct', 'blkio'] as const;
type Hierarchy = (typeof useful)[number];

/** Cgroups of version 1: a hierarchy for each controller, each with a directory of this worker. */
export class CgroupTreeV1 extends CgroupTree {
  readonly controls: ReadonlySet<CgroupControl>;
  private readonly directories: ReadonlyMap<Hierarchy, string>;

  /** @param places where this process stands, by controller. */
  constructor(places: ReadonlyMap<string, string>, name: string) {
    super();
    const made = useful.flatMap((hierarchy): [Hierarchy, string][] => {
      const place = places.get(hierarchy);
      const directory = place === undefined ? undefined : join(place, name);
      return directory !== undefined && canMake(directory) ? [[hierarchy, directory]] : [];
    });
    this.directories = new Map(made);
    const isThere = (control: CgroupControl) => this.directories.has(control);
    this.controls = new Set((['cpu', 'memory', 'pids'] as const).filter(isThere));
  }

  get roots(): readonly string[] {
    return [...new Set(this.directories.values())];
  }

  make(name: string, limits: CgroupLimits): Cgroup {
    const made = new Map<Hierarchy, string>();
    for (const [hierarchy, root] of this.directories) made.set(hierarchy, join(root, name));
    const cgroup = new CgroupV1(made);
    try {
      for (const directory of new Set(made.values())) mkdirSync(directory);
      limit(made, limits);
    } catch (error) {
      cgroup.remove();
      throw error;
    }
    return cgroup;
  }
}

/** One that this worker made, or that an engine made for a container. */
export class CgroupV1 extends Cgroup {
  readonly joinFiles: readonly string[];
  readonly listFile: string;

  constructor(private readonly directories: ReadonlyMap<Hierarchy, string>) {
    super();
    // A thread that moves itself need not wait for all others to stand still, as a move through `cgroup.procs` does (10 ms).
    this.joinFiles = this.all.map((directory) => join(directory, 'tasks'));
    this.listFile = join(this.all[0]!, 'cgroup.procs');
  }

  pids(): readonly number[] {
    return pidsBelow(this.all[0]!);
  }

  kill(): void {
    const freezer = this.directories.get('freezer');
    if (freezer !== undefined) tryControl(freezer, 'freezer.state', 'FROZEN');
    killEach(this.pids());
    if (freezer !== undefined) tryControl(freezer, 'freezer.state', 'THAWED');
  }

  usage(): ResourceUse {
    return {
      ...this.taken(),
      maxMemoryBytes: this.numberOf('memory', 'memory.max_usage_in_bytes'),
      maxPids: this.numberOf('pids', 'pids.peak'),
    };
  }

  reading(): ResourceReading {
    return {
      ...this.taken(),
      memoryBytes: this.numberOf('memory', 'memory.usage_in_bytes'),
      pids: this.numberOf('pids', 'pids.current'),
    };
  }

  outOfMemoryKills(): number {
    const memory = this.directories.get('memory');
    if (memory === undefined) return 0;
    return numberBehind(readControl(memory, 'memory.oom_control'), 'oom_kill') ?? 0;
  }

  remove(): boolean {
    return this.all.map(removeBelow).every((gone) => gone);
  }

  private taken(): Pick<ResourceUse, 'cpuMs' | 'readBytes' | 'writtenBytes'> {
    const cpuNs = this.numberOf('cpuacct', 'cpuacct.usage');
    const blkio = this.directories.get('blkio');
    const io = blkio === undefined ? '' : readControl(blkio, 'blkio.throttle.io_service_bytes');
    return {
      cpuMs: cpuNs === undefined ? undefined : Math.round(cpuNs / 1e6),
      ...(io === '' ? {} : { readBytes: sumOf(io, 'Read'), writtenBytes: sumOf(io, 'Write') }),
    };
  }

  private numberOf(hierarchy: Hierarchy, name: string): number | undefined {
    const directory = this.directories.get(hierarchy);
    return directory === undefined ? undefined : numberIn(directory, name);
  }

  private get all(): string[] {
    return [...new Set(this.directories.values())];
  }
}

function limit(directories: ReadonlyMap<Hierarchy, string>, { memoryBytes, pids, cpu }: CgroupLimits): void {
  const [memory, pidsAt, cpuAt] = [
    directories.get('memory'),
    directories.get('pids'),
    directories.get('cpu'),
  ];
  if (memory !== undefined && memoryBytes > 0) {
    writeControl(memory, 'memory.limit_in_bytes', String(memoryBytes));
    tryControl(memory, 'memory.memsw.limit_in_bytes', String(memoryBytes));
  }
  if (pidsAt !== undefined && pids > 0) writeControl(pidsAt, 'pids.max', String(pids));
  if (cpuAt !== undefined && cpu > 0) {
    writeControl(cpuAt, 'cpu.cfs_period_us', String(cpuPeriodUs));
    writeControl(cpuAt, 'cpu.cfs_quota_us', String(Math.max(Math.round(cpu * cpuPeriodUs), 1_000)));
  }
}

/** Of lines like `8:0 Read 4096`. */
function sumOf(text: string, word: string): number {
  const numbers = text
    .split('\n')
    .map((line) => (line.split(' ')[1] === word ? Number(line.split(' ')[2]) : 0));
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** One that a former life left will do as well. */
function canMake(directory: string): boolean {
  try {
    makeCgroup(directory);
    return tryControl(directory, 'notify_on_release', '0');
  } catch {
    return false;
  }
}
