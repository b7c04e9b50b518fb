import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a cgroup; one that is there will do. @throws when the system refuses. */
export function makeCgroup(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Text of a file of a cgroup; empty where this kernel has none. */
export function readControl(directory: string, name: string): string {
  try {
    return readFileSync(join(directory, name), 'latin1').trim();
  } catch {
    return '';
  }
}

/** A file that holds one number; undefined where there is none, or it says `max`. */
export function numberIn(directory: string, name: string): number | undefined {
  const text = readControl(directory, name);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The number behind a word at the beginning of a line, as in `oom_kill 3`. */
export function numberBehind(text: string, word: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${word} `));
  return line === undefined ? undefined : Number(line.slice(word.length + 1));
}

/** @throws when the kernel refuses the value. */
export function writeControl(directory: string, name: string, value: string): void {
  writeFileSync(join(directory, name), value);
}

/** Tells whether the kernel took the value. */
export function tryControl(directory: string, name: string, value: string): boolean {
  try {
    writeControl(directory, name, value);
    return true;
  } catch {
    return false;
  }
}

/** Processes of a cgroup and of those below it. */
export function pidsBelow(directory: string): number[] {
  const own = readControl(directory, 'cgroup.procs').split('\n').filter(Boolean).map(Number);
  return [...own, ...childrenOf(directory).flatMap(pidsBelow)];
}

/** Takes empty cgroups away, the innermost first; true: nothing is left. */
export function removeBelow(directory: string): boolean {
  for (const child of childrenOf(directory)) removeBelow(child);
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Cgroups right below one. */
export function childrenOf(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  } catch {
    return [];
  }
}

/** KILL to each; one that ended meanwhile is no matter. */
export function killEach(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended meanwhile
    }
  }
}
