import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ATTEMPT_MARKER,
  EPOCH_MARKER,
  ProcessFinder,
  WORKER_MARKER,
  type ProcessTrace,
} from './process-finder.js';
import { environmentOf, scanProcesses, type ScannedProcess } from './proc-scan.js';

/** Finds processes through /proc: by group, session, descent, and by the marker in their environment. */
export class LinuxProcessFinder extends ProcessFinder {
  private nextScan: Promise<readonly ScannedProcess[]> | undefined;

  async ofAttempt({ groupId, attemptMarker }: ProcessTrace): Promise<readonly number[]> {
    const processes = await this.scan();
    const found = new Set<number>();
    const marker = `${ATTEMPT_MARKER}=${attemptMarker}`;
    for (const { pid, groupId: group, sessionId } of processes) {
      if (pid === process.pid) continue;
      if (group === groupId || sessionId === groupId || environmentOf(pid).includes(marker)) found.add(pid);
    }
    addDescendants(found, processes);
    return [...found];
  }

  async orphansOf(workerId: string, presentEpoch: string): Promise<readonly number[]> {
    const worker = `${WORKER_MARKER}=${workerId}`;
    const present = `${EPOCH_MARKER}=${presentEpoch}`;
    const processes = await this.scan();
    const own = ancestorsOf(process.pid, processes);
    return processes
      .filter(({ pid }) => {
        if (own.has(pid)) return false;
        const environment = environmentOf(pid);
        return environment.includes(worker) && !environment.includes(present);
      })
      .map(({ pid }) => pid);
  }

  /** Whoever asks before the scan begins shares it. */
  private scan(): Promise<readonly ScannedProcess[]> {
    this.nextScan ??= nextTurn().then(() => {
      this.nextScan = undefined;
      return scanProcesses();
    });
    return this.nextScan;
  }
}

/** A child that cleared its environment and left the group is still the child of its parent. */
function addDescendants(found: Set<number>, processes: readonly ScannedProcess[]): void {
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, ppid } of processes) if (found.has(ppid)) found.add(pid);
  }
}

/** The process and those it descends from: a worker may itself run inside an attempt. */
function ancestorsOf(pid: number, processes: readonly ScannedProcess[]): ReadonlySet<number> {
  const parents = new Map(processes.map((process) => [process.pid, process.ppid]));
  const chain = new Set<number>();
  for (let next: number | undefined = pid; next !== undefined && !chain.has(next); next = parents.get(next)) {
    chain.add(next);
  }
  return chain;
}
