import { parseArgs } from 'node:util';
import { newId } from '@orrery/runtime';
import { BenchCluster } from './cluster/bench-cluster.js';
import { measureFloor } from './floor/floor.js';
import { measureFireLateness } from './measures/fire-lateness.js';
import { measureThroughput } from './measures/throughput.js';
import { measureTriggerLatency } from './measures/trigger-latency.js';
import { median, percentile } from './report/percentile.js';
import { Report } from './report/report.js';

const { values } = parseArgs({
  options: {
    /** Small numbers: to see that the bench works. */
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const runs = values.quick ? 2_000 : 20_000;
const mysqlUrl = needed('ORRERY_MYSQL_URL');
const amqpUrl = needed('ORRERY_AMQP_URL');
const namespace = `bench_${newId().slice(-10)}`;
const report = new Report();

const cluster = await BenchCluster.start({ mysqlUrl, amqpUrl, namespace, masters: 1, workers: 1 });
try {
  await benchThroughput();
  await benchLatency();
  await benchLateness();
} finally {
  await cluster.stop();
}
process.stdout.write(`\n${report.table()}\n`);

/** Floor and platform in turn, so that a drift of the machine's speed meets both. */
async function benchThroughput(): Promise<void> {
  await measureThroughput(cluster, 1_000);
  const floors: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await measureFloor({ mysqlUrl, amqpUrl, namespace: `${namespace}_${round}`, runs }));
    rates.push(await measureThroughput(cluster, runs + round));
  }
  const of = `median of ${rounds} x ${runs} runs`;
  report.add({ name: 'floor of the stack', value: median(floors), unit: 'runs/s', of });
  report.add({ name: 'durable no-op runs', value: median(rates), unit: 'runs/s', of });
  const ratios = rates.map((rate, round) => rate / floors[round]!);
  report.add({ name: 'ratio to the floor', value: median(ratios), unit: '', of, goal: '>= 0.7' });
}

async function benchLatency(): Promise<void> {
  const samples = values.quick ? 50 : 500;
  const latencies = await measureTriggerLatency(cluster, samples);
  const of = `${samples} triggers, one at a time`;
  report.add({
    name: 'trigger to start p50',
    value: percentile(latencies, 0.5),
    unit: 'ms',
    of,
    goal: '<= 5 ms',
  });
  report.add({
    name: 'trigger to start p99',
    value: percentile(latencies, 0.99),
    unit: 'ms',
    of,
    goal: '<= 25 ms',
  });
}

async function benchLateness(): Promise<void> {
  const seconds = values.quick ? 3 : 20;
  const { startMs, missing } = await measureFireLateness(cluster, 100, seconds);
  const of = `100 schedules each second for ${seconds} s`;
  report.add({ name: 'fire to start p50', value: percentile(startMs, 0.5), unit: 'ms', of });
  report.add({
    name: 'fire to start p99',
    value: percentile(startMs, 0.99),
    unit: 'ms',
    of,
    goal: '<= 50 ms',
  });
  report.add({ name: 'fires missing', value: missing, unit: 'fires', of, goal: '0' });
}

function needed(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set; start the bench by "npm run bench".`);
  return value;
}
