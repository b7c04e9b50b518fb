import { closeSync, fchownSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { carriedFile } from './carried-files.js';

/** Names a shell can keep; of these it means some itself. */
const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const meantByShells = new Set([
  ...['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'HISTCMD', 'IFS', 'LINENO', 'OPTIND', 'PPID', 'PS4', 'RANDOM'],
  ...['SECONDS', 'SHELLOPTS', 'UID'],
]);

/** Linux takes no longer argument, and no longer variable with its name. */
export const longestWordBytes = 128 * 1_024 - 1;

/** The environment of an attempt as shells take it. */
export interface EnvironmentText {
  /** Shell text that sets the variables. */
  readonly text: string;
  /** What a shell cannot set, as `NAME=value` for `env`. */
  readonly others: readonly string[];
}

/** @throws when a variable cannot be passed on. */
export function environmentText(env: Readonly<Record<string, string>>): EnvironmentText {
  const entries = Object.entries(env);
  const bad = entries.find(([name, value]) => {
    const isWrong = name === '' || /[=\0]/.test(name) || value.includes('\0');
    return isWrong || Buffer.byteLength(`${name}=${value}`) > longestWordBytes;
  });
  if (bad !== undefined) throw new Error(`the variable ${JSON.stringify(bad[0])} cannot be passed on`);
  const isShells = ([name]: [string, string]) => shellName.test(name) && !meantByShells.has(name);
  const lines = entries.filter(isShells).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const others = entries.filter((each) => !isShells(each)).map(([name, value]) => `${name}=${value}`);
  return { text: lines.join(''), others };
}

/**
 * A file without a name for the environment of an attempt, which only that can read: the shell that opens its cell runs as root
 * and must not be started with variables that a task chose, since LD_PRELOAD and the like would make it do what the task wants.
 */
export class EnvironmentFile {
  private constructor(
    /** For the process that is to read it. Whoever makes it closes it. */
    readonly reading: number,
    private writing: number | undefined,
  ) {}

  static make(directory: string): EnvironmentFile {
    const path = carriedFile(directory);
    const writing = openSync(path, 'wx', 0o600);
    try {
      return new EnvironmentFile(openSync(path, 'r'), writing);
    } catch (error) {
      closeSync(writing);
      throw error;
    } finally {
      unlinkSync(path);
    }
  }

  /** @param uid who may read it; undefined: the user of the worker. */
  write(text: string, uid: number | undefined): void {
    writeFileSync(this.writing!, text);
    if (uid !== undefined) fchownSync(this.writing!, uid, uid);
  }

  /** Nothing more is written. Twice is fine. */
  close(): void {
    if (this.writing !== undefined) closeSync(this.writing);
    this.writing = undefined;
  }
}

/** As one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
