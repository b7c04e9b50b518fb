import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process was started, as the system says it; a process id alone may have been given to another one since. */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** What tells one process from every other: its id and its start. Undefined when there is none. */
export function identityOf(pid) {
  const start = startOf(pid);
  return start === undefined ? undefined : { pid, start };
}

/** Whether exactly this process, and not a later one with its id, still runs. */
export function isAlive(identity) {
  return identity !== undefined && startOf(identity.pid) === identity.start;
}

/** Sends a signal to a process group, or to the process alone where it leads none; a dead one is no error. */
export function signalGroup(pid, signal) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return true;
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
  return false;
}
