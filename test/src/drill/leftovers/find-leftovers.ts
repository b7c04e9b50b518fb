import { setTimeout as sleep } from 'node:timers/promises';
import { leftCgroups } from './left-cgroups.js';
import { leftContainers } from './left-containers.js';
import { leftFiles } from './left-files.js';
import { leftMounts } from './left-mounts.js';
import { leftProcesses } from './left-processes.js';
import { leftUids } from './left-uids.js';
import type { Leftover, Phase } from './leftover.js';
import type { Premises } from './premises.js';

const WITHIN_MS = 20_000;
const EVERY_MS = 250;

/** Everything of the drill that is there at this moment and should not be. */
export async function findLeftovers(premises: Premises, phase: Phase): Promise<Leftover[]> {
  return [
    ...leftProcesses(premises, phase),
    ...(await leftContainers(premises)),
    ...(await leftCgroups(premises, phase)),
    ...leftFiles(premises, phase),
    ...leftUids(premises),
    ...leftMounts(premises),
  ];
}

/** What is there for good: some things go a moment after the end of their run has been told. */
export async function leftForGood(premises: Premises, phase: Phase): Promise<Leftover[]> {
  for (const endsAt = Date.now() + WITHIN_MS; ; await sleep(EVERY_MS)) {
    const left = await findLeftovers(premises, phase);
    if (left.length === 0 || Date.now() >= endsAt) return left;
  }
}
