import { chownSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * The unprivileged account a server shall run under when we are root: servers refuse root or should not have it.
 * Undefined when we are an ordinary user already.
 */
export function accountFor(
  names,
  { uid = process.getuid?.(), passwd = () => readFileSync('/etc/passwd', 'utf8') } = {},
) {
  if (uid !== 0) return undefined;
  const lines = passwd()
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of names) {
    const line = lines.find(([user]) => user === name);
    if (line) return { name, uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error(`None of the accounts ${names.join(', ')} exists, and the server must not run as root.`);
}

/** Makes an account the owner of a path; nothing to do for an ordinary user. */
export function give(path, account) {
  if (account) chownSync(path, account.uid, account.gid);
}

/** Whether the account can walk down to this folder: each one above must let it through. */
export function canReach(folder, account) {
  if (!account) return true;
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { mode, uid } = statSync(path);
    if (uid === account.uid ? !(mode & 0o100) : !(mode & 0o001)) return false;
    if (path === dirname(path)) return true;
  }
}
