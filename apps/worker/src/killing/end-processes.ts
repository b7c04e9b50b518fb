import { setTimeout as sleep } from 'node:timers/promises';
import type { Quarry } from './quarry.js';

const FIRST_LOOK_MS = 5;
const LONGEST_LOOK_MS = 100;
/** A process that KILL does not end within this hangs in the kernel. */
const KILL_LIMIT_MS = 10_000;

/** What became of the processes that were to end. */
export interface EndTally {
  /** Different processes that were told to end. */
  readonly ended: number;
  /** Those among them that had to be killed. */
  readonly killed: number;
  /** Still alive when the patience was over. */
  readonly left: number;
}

/** Ends all processes of `quarry`, now and later: TERM, and KILL when they live on after `graceMs`; returns when none is left. */
export async function endProcesses(quarry: Quarry, graceMs: number): Promise<EndTally> {
  const seen = new Set<number>();
  const killed = new Set<number>();
  let left = await quarry.find();
  if (left.length > 0 && graceMs > 0) {
    left = await repeatUntilNone(left, quarry, graceMs, (pids) => {
      quarry.term(pids.filter((pid) => !seen.has(pid)));
      for (const pid of pids) seen.add(pid);
    });
  }
  if (left.length > 0) {
    left = await repeatUntilNone(left, quarry, KILL_LIMIT_MS, (pids) => {
      quarry.kill(pids);
      for (const pid of pids) {
        seen.add(pid);
        killed.add(pid);
      }
    });
  }
  return { ended: seen.size, killed: killed.size, left: left.length };
}

async function repeatUntilNone(
  first: readonly number[],
  quarry: Quarry,
  limitMs: number,
  act: (pids: readonly number[]) => void,
): Promise<readonly number[]> {
  const endMs = performance.now() + limitMs;
  let left = first;
  for (let lookMs = FIRST_LOOK_MS; left.length > 0; lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
    act(left);
    const remainingMs = endMs - performance.now();
    if (remainingMs <= 0) return left;
    await sleep(Math.min(lookMs, remainingMs));
    left = await quarry.find();
  }
  return left;
}
