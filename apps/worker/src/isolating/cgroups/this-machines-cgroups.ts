import { createHash } from 'node:crypto';
import { messageOf } from '@orrery/runtime';
import type { CgroupTree } from './cgroup.js';
import { cgroupPlaces, type CgroupPlaces } from './cgroup-mounts.js';
import { CgroupTreeV1 } from './cgroup-v1.js';
import { CgroupTreeV2 } from './cgroup-v2.js';

/** The cgroups a worker may have here, or why it has none. */
export type CgroupsFound =
  { readonly kind: 'found'; readonly tree: CgroupTree } | { readonly kind: 'none'; readonly reason: string };

/**
 * Makes the place for a worker's cgroups, of version 2, or of version 1 where the controllers are there.
 * @param home its directory: another installation on this machine may use its id.
 */
export function thisMachinesCgroups(workerId: string, home: string): CgroupsFound {
  try {
    return cgroupsAt(cgroupPlaces(), cgroupName(workerId, home));
  } catch (error) {
    return { kind: 'none', reason: messageOf(error) };
  }
}

export function cgroupsAt({ v1, v2 }: CgroupPlaces, name: string): CgroupsFound {
  const tree =
    v1.has('pids') || v1.has('memory') || v2 === undefined
      ? new CgroupTreeV1(v1, name)
      : new CgroupTreeV2(v2, name);
  if (tree.roots.length > 0) return { kind: 'found', tree };
  return { kind: 'none', reason: 'the worker may not make cgroups here' };
}

export function cgroupName(workerId: string, home: string): string {
  return `orrery-${workerId}-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
}
