import { createInterface } from 'node:readline';
import { monotonicMs } from '@orrery/runtime';
import { GuardedGroups, type GuardOrder } from './guarded-groups.js';

/**
 * A process of its own beside the worker: it goes on when the worker is stopped or killed, and ends then what must not go on.
 * It ends itself when the worker closes the pipe, in whichever way.
 */
const LOOK_EVERY_MS = 100;

const groups = new GuardedGroups(killGroup, monotonicMs);
const looking = setInterval(() => groups.look(), LOOK_EVERY_MS);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => groups.obey(JSON.parse(line) as GuardOrder));
lines.on('close', () => {
  clearInterval(looking);
  groups.endAll();
});

function killGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}
