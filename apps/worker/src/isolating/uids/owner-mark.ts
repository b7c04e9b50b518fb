import { readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { scanProcess } from '../../killing/proc-scan.js';

/** What tells this process from every other one on this machine: its id, and when it began. */
export function thisProcess(): string {
  return `${process.pid} ${scanProcess(process.pid)?.start ?? ''}`;
}

/** Marks a path as a process's own; false when there is a mark already. A link is there with its text or not at all. */
export function makeMark(path: string, owner: string): boolean {
  try {
    symlinkSync(owner, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether there is a mark, and the process that made it is gone. */
export function isDead(path: string): boolean {
  const [pid, start] = ownerOf(path)?.split(' ') ?? [];
  return start !== undefined && scanProcess(Number(pid))?.start !== start;
}

/** Marks of earlier versions are files. */
function ownerOf(path: string): string | undefined {
  for (const read of [() => readlinkSync(path), () => readFileSync(path, 'latin1')]) {
    try {
      return read();
    } catch {
      // another kind of mark, or none
    }
  }
  return undefined;
}
