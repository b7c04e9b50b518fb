import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.js';

interface Holder {
  readonly pid: number;
  readonly start?: string;
}

const TRIES = 3;

/** Keeps a second process off a directory that is made for one; a holder that has died does not count. */
export class ProcessLock {
  private readonly path: string;

  /** @param problem says to the second process what to do about it. */
  constructor(
    directory: string,
    private readonly problem: (holderPid: number, path: string) => string,
  ) {
    this.path = join(directory, 'pid');
  }

  /** @throws ConfigError when a living process holds it. */
  take(): void {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (this.create()) return;
      const holder = read(this.path);
      if (holder !== undefined && isAlive(holder)) {
        if (holder.pid === process.pid) return;
        throw new ConfigError([this.problem(holder.pid, this.path)]);
      }
      this.discard();
    }
    throw new ConfigError([`${this.path} is being taken by another process.`]);
  }

  release(): void {
    if (read(this.path)?.pid === process.pid) rmSync(this.path, { force: true });
  }

  /** Links a complete file into place: nobody reads half of it, and of two processes one gets it. */
  private create(): boolean {
    const mine = `${this.path}.${process.pid}`;
    writeFileSync(mine, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }), { mode: 0o600 });
    try {
      linkSync(mine, this.path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(mine, { force: true });
    }
  }

  /** Moves the file of a dead holder away; if a living one took its place meanwhile, that one is put back. */
  private discard(): void {
    const aside = `${this.path}.dead.${process.pid}`;
    try {
      renameSync(this.path, aside);
      const moved = read(aside);
      if (moved !== undefined && isAlive(moved)) linkSync(aside, this.path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined; // absent, or of another make: nobody holds it
  }
}

function isAlive({ pid, start }: Holder): boolean {
  const present = startOf(pid);
  return present !== undefined && present === start;
}

/** What tells a living process from a later one with its id: its start tick on Linux, else only that it lives. */
function startOf(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : undefined;
  }
}
