import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the users and groups that a sandbox knows: root, nobody, and the attempt's own. */
export function prepareAccounts(directory: string, uid: number): void {
  const own = uid === 0 ? [] : [`task:x:${uid}:${uid}::/tmp:/bin/sh`];
  const users = ['root:x:0:0::/:/bin/sh', 'nobody:x:65534:65534::/:/bin/false', ...own];
  const groups = ['root:x:0:', 'nogroup:x:65534:', ...(uid === 0 ? [] : [`task:x:${uid}:`])];
  writeFileSync(join(directory, 'passwd'), `${users.join('\n')}\n`, { mode: 0o644 });
  writeFileSync(join(directory, 'group'), `${groups.join('\n')}\n`, { mode: 0o644 });
}
