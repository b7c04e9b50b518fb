import { execFile } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeTree } from '../remove-tree.js';

const run = promisify(execFile);

/** Where any user may leave something that outlives its processes. */
const openToAll = [...new Set(['/tmp', '/var/tmp', '/dev/shm', '/run/lock', tmpdir()])];
/** Kinds of System V IPC (sysvipc(7)), with the option of `ipcrm` for each. */
const ipcKinds = { shm: '-m', msg: '-q', sem: '-s' } as const;
/** Columns of /proc/sysvipc/<kind>: the id is the second, the owner's uid the one named so in the head. */
const idColumn = 1;

/** Removes what a user id left outside of its working directory since then, so that who gets the id next does not find it. */
export async function removeLeftOfUid(uid: number, sinceMs: number): Promise<number> {
  const files = openToAll.flatMap((directory) => entriesOf(directory, uid, sinceMs));
  await Promise.all(files.map((path) => removeTree(path)));
  const ipc = await ipcOf(uid);
  for (const [option, id] of ipc) await run('/usr/bin/ipcrm', [option, id]);
  return files.length + ipc.length;
}

/** Reads synchronously, as it looks at many entries for a moment each, and only where something came or went since then. */
function entriesOf(directory: string, uid: number, sinceMs: number): string[] {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  if (!stats?.isDirectory() || stats.mtimeMs < sinceMs) return [];
  const paths = readdirSync(directory).map((name) => join(directory, name));
  return paths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.uid === uid);
}

async function ipcOf(uid: number): Promise<[string, string][]> {
  const found = Object.entries(ipcKinds).map(async ([kind, option]) => {
    const [head = '', ...lines] = (await readFile(`/proc/sysvipc/${kind}`, 'latin1').catch(() => '')).split(
      '\n',
    );
    const column = fieldsOf(head).indexOf('uid');
    const own = lines.map(fieldsOf).filter((fields) => fields[column] === String(uid));
    return own.map((fields): [string, string] => [option, fields[idColumn]!]);
  });
  return (await Promise.all(found)).flat();
}

function fieldsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}
