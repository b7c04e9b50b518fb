import { measureThroughput } from '../measures/throughput.js';
import { median } from '../report/percentile.js';
import { BenchWorker } from '../worker/bench-worker.js';
import type { BenchContext } from './bench-context.js';

const microsecondsPerMs = 1_000;
const microsecondsPerS = 1_000_000;

/** How many handlers one worker runs in a second, each recorded, and what they take of its process. */
export async function benchHandlers({ cluster, report, quick, rounds }: BenchContext): Promise<void> {
  const worker = await BenchWorker.start(cluster, 'bench-handlers');
  try {
    const runs = quick ? 2_000 : 20_000;
    const options = { idempotent: true, group: worker.name };
    await measureThroughput(cluster, 1_000, options);
    const rates: number[] = [];
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const beforeMs = await worker.cpuMs();
      rates.push(await measureThroughput(cluster, runs + round, options));
      costs.push((((await worker.cpuMs()) - beforeMs) * microsecondsPerMs) / (runs + round));
    }
    const of = `median of ${rounds} x ${runs} no-op handlers, one worker`;
    report.add({ name: 'handlers, recorded', value: median(rates), unit: 'runs/s', of, goal: '>= 5,000' });
    const costUs = median(costs);
    report.add({ name: 'CPU of the worker for a handler', value: costUs, unit: 'µs', of });
    report.add({
      name: 'handlers for a core of the worker',
      value: microsecondsPerS / costUs,
      unit: 'runs/s',
      of,
    });
  } finally {
    await worker.stop();
  }
}
