import { lstatSync, readlinkSync } from 'node:fs';
import type { SystemPaths } from './sandbox-arguments.js';

const candidates = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Where this machine has its programs and libraries; on most of them the short names are links into /usr. */
export function systemPaths(): SystemPaths {
  const directories: string[] = [];
  const links: [string, string][] = [];
  for (const path of candidates) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink()) links.push([path, readlinkSync(path)]);
    else if (stats?.isDirectory()) directories.push(path);
  }
  return { directories, links };
}
