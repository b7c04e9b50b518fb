import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The ids of running processes that stand in a place, or have something open, whose path has this text: also what is deleted. */
export function processesHolding(text: string): number[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const others = pids.map(Number).filter((pid) => pid !== process.pid);
  return others.filter((pid) => linksOf(pid).some((link) => link.includes(text)));
}

/** 0 when the process is gone. */
export function parentOf(pid: number): number {
  const status = ifThere(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  return Number(/^PPid:\t(\d+)$/m.exec(status)?.[1] ?? 0);
}

function linksOf(pid: number): string[] {
  const files = ifThere(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  const paths = ['cwd', ...files.map((file) => `fd/${file}`)];
  return paths.flatMap((path) => ifThere(() => readlinkSync(`/proc/${pid}/${path}`)) ?? []);
}

/** Of a process that may end at any moment, or be somebody else's. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
