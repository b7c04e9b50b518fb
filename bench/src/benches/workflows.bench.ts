import { residentMegabytes } from '../measures/resident-memory.js';
import { measureThroughput } from '../measures/throughput.js';
import { median, percentile } from '../report/percentile.js';
import { BenchWorkflow } from '../workflows/bench-workflow.js';
import { chains, fan, layered, type Shape } from '../workflows/shapes.js';
import type { BenchContext } from './bench-context.js';

/** What running nodes as a workflow costs, against plain runs measured in turn. */
export async function benchWorkflows(context: BenchContext): Promise<void> {
  await benchSmall(context, '10 chains of 4', chains(10, 4));
  await benchSmall(context, 'fan of 40', fan(40));
  await benchChain(context, false);
  await benchChain(context, true);
  const width = context.quick ? 500 : 5_000;
  await benchRate(context, `fan of ${width}`, fan(width), width, 1);
  const runs = context.quick ? 10 : 100;
  await benchRate(context, `${runs} runs of 100 nodes`, layered(10, 10, 180), 100, runs);
  await benchLarge(context);
  await benchMemory(context);
}

/** Forty light tasks from the trigger to the end of the whole. */
async function benchSmall({ cluster, report, quick }: BenchContext, name: string, shape: Shape) {
  const samples = quick ? 5 : 30;
  const times = await BenchWorkflow.with(cluster, { shape }, async (workflow) => {
    await workflow.run();
    return inTurn(samples, async () => (await workflow.run()).wholeMs);
  });
  const of = `${samples} workflow runs, one at a time`;
  report.add({ name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms', of, goal: '<= 300 ms' });
  report.add({ name: `${name}, p99`, value: percentile(times, 0.99), unit: 'ms', of });
}

async function benchChain({ cluster, report, quick, rounds }: BenchContext, idempotent: boolean) {
  const length = quick ? 100 : 1_000;
  const rows = await BenchWorkflow.with(cluster, { shape: chains(1, length), idempotent }, (workflow) =>
    inTurn(rounds, async () => {
      const { wholeMs, workMs, betweenMs } = await workflow.run();
      return { mean: (wholeMs - workMs) / length, p50: percentile(betweenMs, 0.5) };
    }),
  );
  const name = (what: string) => `overhead of a node, ${what} (${idempotent ? 'idempotent' : 'claimed'})`;
  const of = `chain of ${length}, median of ${rounds}`;
  report.add({
    name: name('p50'),
    value: median(rows.map(({ p50 }) => p50)),
    unit: 'ms',
    of,
    goal: '<= 5 ms',
  });
  report.add({ name: name('mean'), value: median(rows.map(({ mean }) => mean)), unit: 'ms', of });
}

/** Workflow and plain runs in turn, so that a drift of the machine's speed meets both. */
async function benchRate(context: BenchContext, name: string, shape: Shape, nodes: number, runs: number) {
  const { cluster, report, rounds } = context;
  const total = nodes * runs;
  const rates = await BenchWorkflow.with(cluster, { shape }, (workflow) =>
    inTurn(rounds, async (round) => {
      const plain = await measureThroughput(cluster, total + round, { idempotent: false });
      const { wholeMs } = await workflow.run(runs);
      return { plain, nodes: (total * 1_000) / wholeMs };
    }),
  );
  const of = `median of ${rounds} x ${total} nodes`;
  const ratio = median(rates.map((rate) => rate.nodes / rate.plain));
  report.add({ name: `${name}`, value: median(rates.map((rate) => rate.nodes)), unit: 'nodes/s', of });
  report.add({
    name: `${name}, plain runs`,
    value: median(rates.map((rate) => rate.plain)),
    unit: 'runs/s',
    of,
  });
  report.add({ name: `${name}, to plain runs`, value: ratio, unit: '', of, goal: '>= 0.5' });
}

async function benchLarge({ cluster, report, quick }: BenchContext) {
  const [layers, width, edges] = quick ? [10, 100, 2_000] : [100, 100, 20_000];
  const { wholeMs } = await BenchWorkflow.with(
    cluster,
    { shape: layered(layers, width, edges) },
    (workflow) => workflow.run(),
  );
  const of = `${layers * width} nodes in ${layers} layers, ${edges} edges`;
  report.add({ name: 'large graph', value: wholeMs / 1_000, unit: 's', of, goal: 'ends' });
}

/** The first rounds fill caches and the young generation of the heap; what the others add is what would go on growing. */
async function benchMemory({ cluster, report, quick }: BenchContext) {
  const runs = quick ? 10 : 200;
  const [before, after] = [2, 3];
  const grown = await BenchWorkflow.with(cluster, { shape: layered(10, 10, 180) }, async (workflow) => {
    await inTurn(before, () => workflow.run(runs));
    const megabytes = residentMegabytes('master');
    await inTurn(after, () => workflow.run(runs));
    return residentMegabytes('master') - megabytes;
  });
  const of = `${after * runs} workflow runs of 100 nodes, after ${before * runs} others`;
  report.add({ name: 'growth of the master by workflow runs', value: grown, unit: 'MB', of, goal: 'flat' });
}

async function inTurn<T>(times: number, work: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round += 1) results.push(await work(round));
  return results;
}
