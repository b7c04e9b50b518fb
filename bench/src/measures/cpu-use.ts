import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of CPU time by the part of the system that used them. */
export type CpuUse = ReadonlyMap<string, number>;

/** Linux counts CPU time of processes in hundredths of a second. */
const microsecondsPerTick = 10_000;
/** Fields of /proc/<pid>/stat after the name in parentheses: time in user mode and in the kernel. */
const userTime = 11;
const kernelTime = 12;

/** What each part has used so far: the apps, the servers on this machine (whoever else they serve), and this process. */
export function cpuUse(): CpuUse {
  const use = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const part = Number(pid) === process.pid ? 'bench' : partOf(read(`/proc/${pid}/cmdline`));
    if (part === undefined) continue;
    use.set(part, (use.get(part) ?? 0) + microsecondsOf(read(`/proc/${pid}/stat`)));
  }
  return use;
}

/** What was used in between, for each of `runs`, the thriftiest part last. */
export function cpuPerRun(
  before: CpuUse,
  after: CpuUse,
  runs: number,
): [part: string, microseconds: number][] {
  return [...after]
    .map(([part, used]): [string, number] => [part, (used - (before.get(part) ?? 0)) / runs])
    .sort(([, one], [, other]) => other - one);
}

function partOf(commandLine: string): string | undefined {
  const program = commandLine.split('\0')[0]!.split('/').at(-1)!;
  if (/^(mariadbd|mysqld)$/.test(program)) return 'database';
  if (program === 'beam.smp') return 'broker';
  return /apps\/([a-z-]+)\/dist\/main\.js/.exec(commandLine)?.[1];
}

function microsecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[userTime] ?? 0) + Number(fields[kernelTime] ?? 0)) * microsecondsPerTick;
}

/** Empty when the process has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
