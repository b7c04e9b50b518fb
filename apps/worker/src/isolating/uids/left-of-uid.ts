import { isUtf8 } from 'node:buffer';
import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@orrery/runtime';
import { entriesOf } from '../entries-of.js';
import { removeTree } from '../remove-tree.js';

const run = promisify(execFile);

/** Where any user may leave something that outlives its processes. */
const openToAll = [...new Set(['/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue', '/run/lock', tmpdir()])];
/** Kinds of System V IPC (sysvipc(7)), with the option of `ipcrm` for each. */
const ipcKinds = { shm: '-m', msg: '-q', sem: '-s' } as const;
/** Columns of /proc/sysvipc/<kind>: the id is the second, the owner's uid the one named so in the head. */
const idColumn = 1;
/** Removed by one program; the system allows for tens of thousands. */
const mostAtOnce = 500;

/** Removes what a user id left outside of its working directory since then, so that who gets the id next does not find it. */
export async function removeLeftOfUid(uid: number, sinceMs: number): Promise<number> {
  let removed = 0;
  for (const directory of openToAll) removed += await removeEntries(directory, uid, sinceMs);
  const ipc = await ipcOf(uid);
  for (let first = 0; first < ipc.length; first += mostAtOnce) {
    await run('/usr/bin/ipcrm', ipc.slice(first, first + mostAtOnce).flat());
  }
  return removed + ipc.length;
}

/** One after the other, however many there are, and only where something came or went since then. */
async function removeEntries(directory: string, uid: number, sinceMs: number): Promise<number> {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  if (!stats?.isDirectory() || stats.mtimeMs < sinceMs) return 0;
  let removed = 0;
  for await (const { path } of entriesOf(Buffer.from(directory))) {
    // A look takes a microsecond, but through the thread pool a hundred.
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry?.uid !== uid) continue;
    if (entry.isDirectory()) await removeTree(await asText(directory, path));
    else await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

/** Programs are given paths as text. */
async function asText(directory: string, path: Buffer): Promise<string> {
  if (isUtf8(path)) return path.toString();
  const text = join(directory, `.left-${newId()}`);
  await rename(path, text);
  return text;
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
