import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, signalGroup } from '../../processes/identity.mjs';

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function killAll(processes) {
  for (const identity of processes) if (isAlive(identity)) signalGroup(identity.pid, 'SIGKILL');
}

/** Whether the owner of this instance is gone while its guardian still takes the servers down. */
export function isBeingStopped(recordFile) {
  const record = read(recordFile);
  return record !== undefined && !isAlive(record.owner) && isAlive(record.guardian);
}

/**
 * Ends and removes the instances below a folder whose owner and guardian are both gone: only a guardian that was itself
 * killed leaves one. A process is killed only when its start time is the recorded one.
 */
export function cleanLeftovers(base) {
  for (const file of readdirSync(base).filter((name) => name.endsWith('.json'))) {
    const record = read(join(base, file));
    if (!record || isAlive(record.owner) || isAlive(record.guardian)) continue;
    killAll(record.processes);
    if (!record.kept)
      rmSync(record.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    rmSync(join(base, file), { force: true });
  }
}
