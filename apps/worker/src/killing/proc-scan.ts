import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc/<pid>/stat tells of it (proc(5)). */
export interface ScannedProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly groupId: number;
  readonly sessionId: number;
}

const DEAD_STATES = new Set(['Z', 'X', 'x']);

/** Every living process of the machine. Reads synchronously: 10 us a process, against 100 us through the thread pool. */
export function scanProcesses(): ScannedProcess[] {
  const found: ScannedProcess[] = [];
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 0x30 || first > 0x39) continue;
    const scanned = scanProcess(Number(name));
    if (scanned !== undefined) found.push(scanned);
  }
  return found;
}

/** The environment the process was started with, as `NAME=value` texts; empty when it is gone or not ours to read. */
export function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

function scanProcess(pid: number): ScannedProcess | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it ended meanwhile
  }
  // The name, in parentheses, may itself hold blanks and parentheses.
  const [state, ppid, groupId, sessionId] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 4);
  if (state === undefined || DEAD_STATES.has(state)) return undefined;
  return { pid, ppid: Number(ppid), groupId: Number(groupId), sessionId: Number(sessionId) };
}
