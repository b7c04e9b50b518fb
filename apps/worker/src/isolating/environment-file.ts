import { fchownSync, openSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@orrery/runtime';

const prefix = '.environment-';
/** Names a shell can keep; of these it means some itself. */
const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const meantByShells = new Set([
  ...['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'HISTCMD', 'IFS', 'LINENO', 'OPTIND', 'PPID', 'PS4', 'RANDOM'],
  ...['SECONDS', 'SHELLOPTS', 'UID'],
]);

/** The environment of an attempt on its way there. */
export interface CarriedEnvironment {
  /** An open file without a name: shell text that sets the variables. The caller closes it. */
  readonly file: number;
  /** What a shell cannot set, as `NAME=value` for `env`. */
  readonly others: readonly string[];
}

/**
 * Writes the environment of an attempt into a file that only it can read: the shell that opens its cell runs as root and
 * must not be started with variables that a task chose, since LD_PRELOAD and the like would make it do what the task wants.
 * @throws when a variable cannot be passed on.
 */
export function carryEnvironment(
  env: Readonly<Record<string, string>>,
  directory: string,
  uid: number | undefined,
): CarriedEnvironment {
  const entries = Object.entries(env);
  const bad = entries.find(([name, value]) => name === '' || /[=\0]/.test(name) || value.includes('\0'));
  if (bad !== undefined) throw new Error(`the variable ${JSON.stringify(bad[0])} cannot be passed on`);
  const isShells = ([name]: [string, string]) => shellName.test(name) && !meantByShells.has(name);
  const lines = entries.filter(isShells).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const others = entries.filter((each) => !isShells(each)).map(([name, value]) => `${name}=${value}`);
  return { file: fileOf(lines.join(''), directory, uid), others };
}

/** Removes the files that a worker left which was killed while it wrote them. */
export function removeCarried(directory: string): void {
  const left = readdirSync(directory).filter((name) => name.startsWith(prefix));
  for (const name of left) rmSync(join(directory, name), { force: true });
}

/** As one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fileOf(text: string, directory: string, uid: number | undefined): number {
  const path = join(directory, `${prefix}${newId()}`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  try {
    const file = openSync(path, 'r');
    if (uid !== undefined) fchownSync(file, uid, uid);
    return file;
  } finally {
    unlinkSync(path);
  }
}
