import { scanProcesses, type ScannedProcess } from '../killing/proc-scan.js';

/** All processes of the machine at one moment, by what ties them together. */
export class ProcessForest {
  private readonly byPid = new Map<number, ScannedProcess>();
  private readonly byParent = new Map<number, ScannedProcess[]>();
  private readonly byGroup = new Map<number, ScannedProcess[]>();

  constructor(processes: readonly ScannedProcess[] = scanProcesses()) {
    for (const process of processes) {
      const { pid, ppid, groupId, sessionId } = process;
      this.byPid.set(pid, process);
      put(this.byParent, ppid, process);
      put(this.byGroup, groupId, process);
      if (sessionId !== groupId) put(this.byGroup, sessionId, process);
    }
  }

  find(pid: number): ScannedProcess | undefined {
    return this.byPid.get(pid);
  }

  /** Of the group or session with that id. */
  ofGroup(id: number): readonly ScannedProcess[] {
    return this.byGroup.get(id) ?? [];
  }

  /** These and all that descend from them, each once; never this process. */
  downFrom(roots: readonly ScannedProcess[]): readonly ScannedProcess[] {
    const found = new Set(roots);
    for (const { pid } of found) {
      if (pid === process.pid) continue;
      for (const child of this.byParent.get(pid) ?? []) found.add(child);
    }
    return [...found].filter(({ pid }) => pid !== process.pid);
  }
}

function put(index: Map<number, ScannedProcess[]>, id: number, process: ScannedProcess): void {
  const known = index.get(id);
  if (known === undefined) index.set(id, [process]);
  else known.push(process);
}
