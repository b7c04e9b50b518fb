import { readFileSync } from 'node:fs';

export interface Mount {
  /** What of its file system is mounted. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
}

/** What this process sees mounted (proc(5)): `36 35 98:0 /root /point rw,noatime master:1 - type source options` */
export function mounts(): Mount[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [before, after] = line.split(' - ') as [string, string];
    const [, , , root, point] = before.split(' ');
    return { root: root!, point: point!, type: after.split(' ')[0]! };
  });
}
