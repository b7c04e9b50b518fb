import type { ProcessTrace } from '../killing/process-finder.js';
import { diskUseOf, msPerTick, type ScannedProcess } from '../killing/proc-scan.js';
import { pageBytes } from './page-bytes.js';
import type { ProcessForest } from './process-forest.js';
import type { ResourceReading, UsageSource } from './usage-source.js';

const nothing = { cpuTicks: 0, pages: 0, pids: 0, readBytes: 0, writtenBytes: 0 };

/**
 * Reads of /proc what the processes of an attempt take that has no cgroup: those of its group or session, their descendants,
 * and whatever was one of them before. What a process took counts until its end, and after that if its parent, one of them,
 * has waited for it. Memory that processes share counts for each of them.
 */
export class ProcessUsage implements UsageSource {
  /** When each of its processes began, by id. */
  private known = new Map<number, string>();
  private most = { cpuMs: 0, readBytes: 0, writtenBytes: 0 };

  constructor(private readonly trace: Pick<ProcessTrace, 'groupId' | 'groupStart'>) {}

  read(forest: () => ProcessForest): ResourceReading | undefined {
    const processes = this.processes(forest());
    this.known = new Map(processes.map(({ pid, start }) => [pid, start]));
    if (processes.length === 0) return undefined;
    const sum = processes.reduce(added, nothing);
    // What a process took that nobody waited for is forgotten with it: what was told stays told.
    this.most = {
      cpuMs: Math.max(this.most.cpuMs, sum.cpuTicks * msPerTick),
      readBytes: Math.max(this.most.readBytes, sum.readBytes),
      writtenBytes: Math.max(this.most.writtenBytes, sum.writtenBytes),
    };
    return { memoryBytes: sum.pages * pageBytes(), pids: sum.pids, ...this.most };
  }

  private processes(forest: ProcessForest): readonly ScannedProcess[] {
    const { groupId, groupStart } = this.trace;
    const leader = forest.find(groupId);
    // The system gives an id away again only when its group and session are empty: then a new leader stands under it.
    const isGivenAway = leader !== undefined && leader.start !== groupStart;
    const roots = isGivenAway ? [] : [...forest.ofGroup(groupId)];
    for (const [pid, start] of this.known) {
      const process = forest.find(pid);
      if (process?.start === start) roots.push(process);
    }
    return forest.downFrom(roots);
  }
}

function added(sum: typeof nothing, { pid, cpuTicks, pages, threads }: ScannedProcess): typeof nothing {
  const { readBytes, writtenBytes } = diskUseOf(pid);
  return {
    cpuTicks: sum.cpuTicks + cpuTicks,
    pages: sum.pages + pages,
    pids: sum.pids + threads,
    readBytes: sum.readBytes + readBytes,
    writtenBytes: sum.writtenBytes + writtenBytes,
  };
}
