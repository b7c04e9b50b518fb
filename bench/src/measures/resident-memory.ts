import { readdirSync, readFileSync } from 'node:fs';

/** Memory that the processes of an app hold, in megabytes. */
export function residentMegabytes(app: string): number {
  const megabytes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(`apps/${app}/dist/main.js`))
    .map((pid) => residentMegabytesOf(Number(pid)));
  return megabytes.reduce((sum, each) => sum + each, 0);
}

/** Memory that one process holds, in megabytes. */
export function residentMegabytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1_024;
}

/** Empty when the process has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
