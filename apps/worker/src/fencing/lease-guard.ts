import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { monotonicMs } from '@orrery/runtime';
import { GuardedGroups, type GuardedGroup, type GuardOrder } from './guarded-groups.js';

/**
 * A process of its own beside the worker: it goes on when the worker is stopped or killed, and ends then what must not go on.
 * It ends itself when the worker closes the pipe, in whichever way.
 */
const LOOK_EVERY_MS = 100;
/** Processes make others while they are killed, and take a moment to go. */
const MOST_ROUNDS = 1_000;

const groups = new GuardedGroups(killGroup, monotonicMs);
const looking = setInterval(() => groups.look(), LOOK_EVERY_MS);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => groups.obey(JSON.parse(line) as GuardOrder));
lines.on('close', () => {
  clearInterval(looking);
  groups.endAll();
});

function killGroup({ groupId, listFile }: GuardedGroup): void {
  kill(-groupId);
  for (let round = 0, left = listed(listFile); left.length > 0 && round < MOST_ROUNDS; round += 1) {
    left.forEach(kill);
    left = listed(listFile);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}

/** Processes of the cgroup of an attempt; none when it is gone. */
function listed(file: string | undefined): number[] {
  try {
    return file === undefined ? [] : readFileSync(file, 'latin1').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
