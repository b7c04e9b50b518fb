import { bubblewrap } from '@orrery/scripts/sandbox/bubblewrap.mjs';
import { measureAttemptCosts, type AttemptCosts, type BenchedLevel } from '../measures/attempt-costs.js';
import { median } from '../report/percentile.js';
import { BenchWorker } from '../worker/bench-worker.js';
import type { Timing } from '../worker/orders.js';
import type { BenchContext } from './bench-context.js';

const goals: Readonly<Record<BenchedLevel, string>> = { process: '<= 5 ms', sandbox: '<= 15 ms' };

/** What it costs to begin and to end an attempt, against a bare spawn of the same command by the same process. */
export async function benchStarts({ cluster, report, quick }: BenchContext): Promise<void> {
  await bubblewrap({ say: (line) => process.stderr.write(`${line}\n`) });
  const worker = await BenchWorker.start(cluster, 'bench-starts');
  try {
    const turns = quick ? 20 : 300;
    const costs = await measureAttemptCosts(cluster, worker, turns);
    const of = `p50 of ${turns}, in turns`;
    const p50 = (part: (turn: AttemptCosts) => number) => median(costs.map(part));
    const add = (name: string, unit: string, part: (turn: AttemptCosts) => number, goal?: string) =>
      report.add({ name, value: p50(part), unit, of, ...(goal === undefined ? {} : { goal }) });
    add('bare spawn to exec', 'ms', ({ bare }) => bare.toExecMs);
    add('bare spawn to end', 'ms', ({ bare }) => bare.toEndMs);
    for (const level of ['process', 'sandbox'] as const) {
      const over = (part: keyof Timing) => (turn: AttemptCosts) => turn[level][part] - turn.bare[part];
      add(`accepted to exec (${level})`, 'ms', (turn) => turn[level].toExecMs);
      add(`start overhead (${level})`, 'ms', over('toExecMs'), goals[level]);
      add(`start to bare spawn (${level})`, 'times', (turn) => turn[level].toExecMs / turn.bare.toExecMs);
      add(`accepted to reported (${level})`, 'ms', (turn) => turn[level].toEndMs);
    }
  } finally {
    await worker.stop();
  }
}
