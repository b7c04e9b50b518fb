import { measureTriggerLatency } from '../measures/trigger-latency.js';
import { percentile } from '../report/percentile.js';
import type { BenchContext } from './bench-context.js';

export async function benchLatency(context: BenchContext): Promise<void> {
  await benchOne(context, false);
  await benchOne(context, true);
}

async function benchOne({ cluster, report, quick }: BenchContext, idempotent: boolean): Promise<void> {
  const samples = quick ? 50 : 500;
  const latencies = await measureTriggerLatency(cluster, samples, { idempotent });
  const of = `${samples} triggers, one at a time`;
  const kind = idempotent ? 'idempotent' : 'claimed';
  const add = (share: number, goal: string) =>
    report.add({
      name: `trigger to start p${share * 100} (${kind})`,
      value: percentile(latencies, share),
      unit: 'ms',
      of,
      goal,
    });
  add(0.5, '<= 5 ms');
  add(0.99, '<= 25 ms');
}
