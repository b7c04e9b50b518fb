import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where this process stands in the hierarchies of cgroups of this machine, as directories. */
export interface CgroupPlaces {
  /** By controller, e.g. `memory`; several controllers may share one. */
  readonly v1: ReadonlyMap<string, string>;
  readonly v2: string | undefined;
}

/** Reads where this process stands (cgroups(7), proc(5)). */
export function cgroupPlaces(
  cgroup = readFileSync('/proc/self/cgroup', 'utf8'),
  mountinfo = readFileSync('/proc/self/mountinfo', 'utf8'),
): CgroupPlaces {
  const mounts = mountinfo.split('\n').flatMap(readMount);
  const v1 = new Map<string, string>();
  let v2: string | undefined;
  for (const line of cgroup.split('\n')) {
    const [, id, names, path] = /^(\d+):([^:]*):(.+)$/.exec(line) ?? [];
    if (id === undefined || names === undefined || path === undefined) continue;
    if (id === '0') v2 = directoryOf(mounts, ({ type }) => type === 'cgroup2', path);
    for (const name of names.split(',').filter(Boolean)) {
      const isIts = ({ type, options }: Mount) => type === 'cgroup' && options.includes(name);
      const directory = directoryOf(mounts, isIts, path);
      if (directory !== undefined) v1.set(name, directory);
    }
  }
  return { v1, v2 };
}

interface Mount {
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** `36 35 98:0 /root /point rw,noatime master:1 - type source options` */
function readMount(line: string): Mount[] {
  const [before, after] = line.split(' - ');
  const [, , , root, point] = before?.split(' ') ?? [];
  const [type, , options] = after?.split(' ') ?? [];
  if (root === undefined || point === undefined || type === undefined) return [];
  return [{ root, point, type, options: options?.split(',') ?? [] }];
}

/** A container may see the hierarchy from its own cgroup on only. */
function directoryOf(
  mounts: readonly Mount[],
  isIts: (mount: Mount) => boolean,
  path: string,
): string | undefined {
  const mount = mounts.find(isIts);
  if (mount === undefined) return undefined;
  const below = relative(mount.root, path);
  return below.startsWith('..') ? mount.point : join(mount.point, below);
}
