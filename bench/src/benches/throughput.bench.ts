import { measureFloor } from '../floor/floor.js';
import { cpuPerRun, cpuUse } from '../measures/cpu-use.js';
import { measureThroughput } from '../measures/throughput.js';
import { median } from '../report/percentile.js';
import { newNamespace, type BenchContext } from './bench-context.js';

export async function benchThroughput(context: BenchContext): Promise<void> {
  await benchOne(context, false);
  await benchOne(context, true);
}

/** Floor and platform in turn, so that a drift of the machine's speed meets both. */
async function benchOne(context: BenchContext, idempotent: boolean): Promise<void> {
  const { cluster, report, rounds, servers } = context;
  const runs = context.quick ? 2_000 : 20_000;
  await measureThroughput(cluster, 1_000, { idempotent });
  const floors: number[] = [];
  const rates: number[] = [];
  let cpu: [part: string, microseconds: number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await measureFloor({ ...servers, namespace: newNamespace(), runs }));
    const before = cpuUse();
    rates.push(await measureThroughput(cluster, runs + round, { idempotent }));
    cpu = cpuPerRun(before, cpuUse(), runs);
  }
  const of = `median of ${rounds} x ${runs} runs`;
  const kind = idempotent ? 'idempotent' : 'claimed';
  report.add({ name: `floor of the stack (${kind})`, value: median(floors), unit: 'runs/s', of });
  report.add({ name: `durable no-op runs (${kind})`, value: median(rates), unit: 'runs/s', of });
  const ratios = rates.map((rate, round) => rate / floors[round]!);
  report.add({ name: `ratio to the floor (${kind})`, value: median(ratios), unit: '', of, goal: '>= 0.7' });
  for (const [part, value] of cpu) {
    report.add({ name: `CPU of ${part} (${kind})`, value, unit: 'µs', of: 'each of the last runs' });
  }
}
