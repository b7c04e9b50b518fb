import { measureLogThroughput } from '../measures/log-throughput.js';
import { median } from '../report/percentile.js';
import type { BenchContext } from './bench-context.js';

const programs = 4;

/** How much output of programs gets from one worker into the database, and what that costs. */
export async function benchLogs({ cluster, report, rounds, quick }: BenchContext): Promise<void> {
  const size = { runs: programs, megabytes: quick ? 10 : 40 };
  await measureLogThroughput(cluster, { runs: 1, megabytes: 5 });
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measureLogThroughput(cluster, size));
  const of = `median of ${rounds} x ${programs} programs that write ${size.megabytes} MB each, one worker`;
  const value = median(measured.map(({ megabytesPerSecond }) => megabytesPerSecond));
  report.add({ name: 'log throughput', value, unit: 'MB/s', of, goal: '>= 50' });
  for (const [part] of measured[0]!.cores) {
    const cores = median(measured.map((each) => each.cores.find(([name]) => name === part)?.[1] ?? 0));
    const goal = part === 'master' ? { goal: '< 1' } : {};
    report.add({ name: `cores of ${part} for logs`, value: cores, unit: '', of, ...goal });
  }
}
