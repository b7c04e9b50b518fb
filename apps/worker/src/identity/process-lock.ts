import { existsSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@orrery/runtime';

/** Keeps two processes from working under one worker id on one machine: they would end each other's attempts. */
export class ProcessLock {
  private readonly path: string;

  constructor(directory: string) {
    this.path = join(directory, 'pid');
  }

  /** @throws ConfigError when a living process holds it. */
  take(): void {
    const holder = this.holder();
    if (holder !== undefined && holder.pid !== process.pid && startOf(holder.pid) === holder.start) {
      throw new ConfigError([
        `ORRERY_NODE_ID is already used by the worker with process id ${holder.pid} (${this.path}); give each its own.`,
      ]);
    }
    writeFileSync(this.path, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }), {
      mode: 0o600,
    });
  }

  release(): void {
    if (this.holder()?.pid === process.pid) rmSync(this.path, { force: true });
  }

  private holder(): { pid: number; start: string } | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as { pid: number; start: string };
    } catch {
      return undefined; // absent, or torn by a crash: nobody holds it
    }
  }
}

/** What tells a process from a later one with the same id: its start tick on Linux, else only that it lives. */
function startOf(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
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
