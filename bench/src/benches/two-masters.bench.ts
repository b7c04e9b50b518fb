import type { BenchCluster } from '../cluster/bench-cluster.js';
import { measureThroughput } from '../measures/throughput.js';
import { median } from '../report/percentile.js';
import { withCluster, type BenchContext } from './bench-context.js';

/** Two masters against one, in turn; each cluster stands idle while the other is measured. */
export async function benchTwoMasters(context: BenchContext): Promise<void> {
  const { cluster: one, report, quick, rounds } = context;
  const runs = quick ? 2_000 : 20_000;
  const ratios = await withCluster(context, { masters: 2, workers: 1 }, async (two) => {
    const rate = (cluster: BenchCluster, round: number) =>
      measureThroughput(cluster, runs + 100 + round, { idempotent: false });
    await rate(two, -1);
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const alone = await rate(one, round);
      found.push((await rate(two, round)) / alone);
    }
    return found;
  });
  const of = `median of ${rounds} x ${runs} runs`;
  report.add({ name: 'two masters to one', value: median(ratios), unit: '', of, goal: '>= 1' });
}
