import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ATTEMPT_MARKER,
  EPOCH_MARKER,
  HOME_MARKER,
  ProcessFinder,
  type ProcessTrace,
} from './process-finder.js';
import { environmentOf, scanProcess, scanProcesses, uidsOf, type ScannedProcess } from './proc-scan.js';

/** Finds processes through /proc: by group, session, descent, and by the marker in their environment. */
export class LinuxProcessFinder extends ProcessFinder {
  private nextScan: Promise<readonly ScannedProcess[]> | undefined;

  async ofAttempt({ groupId, groupStart, attemptMarker, uid }: ProcessTrace): Promise<readonly number[]> {
    const processes = await this.scan();
    const found = new Set<number>();
    const marker = `${ATTEMPT_MARKER}=${attemptMarker}`;
    // The system gives an id away again only when its group and session are empty: then a new leader stands under it.
    const leader = processes.find(({ pid }) => pid === groupId);
    const isGivenAway = leader !== undefined && leader.start !== groupStart;
    for (const { pid, groupId: group, sessionId } of processes) {
      if (pid === process.pid) continue;
      const isInGroup = !isGivenAway && (group === groupId || sessionId === groupId);
      const isOfUser = uid !== undefined && uidsOf(pid).includes(uid);
      if (isInGroup || isOfUser || environmentOf(pid).includes(marker)) found.add(pid);
    }
    addDescendants(found, processes);
    found.delete(process.pid);
    return [...found];
  }

  startOf(pid: number): string | undefined {
    return scanProcess(pid, { alsoDead: true })?.start;
  }

  async orphansOf(workerHome: string, presentEpoch: string): Promise<readonly number[]> {
    const worker = `${HOME_MARKER}=${workerHome}`;
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
