import { measureTriggerLatency } from '../measures/trigger-latency.js';
import { percentile } from '../report/percentile.js';
import type { BenchContext } from './bench-context.js';

export async function benchLatency({ cluster, report, quick }: BenchContext): Promise<void> {
  const samples = quick ? 50 : 500;
  const latencies = await measureTriggerLatency(cluster, samples);
  const of = `${samples} triggers, one at a time`;
  const add = (share: number, goal: string) =>
    report.add({
      name: `trigger to start p${share * 100}`,
      value: percentile(latencies, share),
      unit: 'ms',
      of,
      goal,
    });
  add(0.5, '<= 5 ms');
  add(0.99, '<= 25 ms');
}
