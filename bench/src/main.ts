import { parseArgs } from 'node:util';
import { benchBlocked } from './benches/blocked.bench.js';
import { benchDueAtOnce, benchFires } from './benches/fires.bench.js';
import { benchHandlers } from './benches/handlers.bench.js';
import { benchLatency } from './benches/latency.bench.js';
import { benchLogs } from './benches/logs.bench.js';
import { benchBacklog, benchRegisteredSchedules } from './benches/scale.bench.js';
import { benchSleeping } from './benches/sleeping.bench.js';
import { benchStarts } from './benches/starts.bench.js';
import { benchThroughput } from './benches/throughput.bench.js';
import { benchTwoMasters } from './benches/two-masters.bench.js';
import { benchWorkflows } from './benches/workflows.bench.js';
import { newNamespace, type BenchContext } from './benches/bench-context.js';
import { BenchCluster } from './cluster/bench-cluster.js';
import { Report } from './report/report.js';

const benches: Readonly<Record<string, (context: BenchContext) => Promise<void>>> = {
  throughput: benchThroughput,
  latency: benchLatency,
  workflows: benchWorkflows,
  logs: benchLogs,
  starts: benchStarts,
  handlers: benchHandlers,
  sleeping: benchSleeping,
  blocked: benchBlocked,
  fires: benchFires,
  dueAtOnce: benchDueAtOnce,
  twoMasters: benchTwoMasters,
  backlog: benchBacklog,
  registered: benchRegisteredSchedules,
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    /** Names of benches, with commas between them; default: all. */
    only: { type: 'string', default: Object.keys(benches).join(',') },
  },
});
const chosen = values.only.split(',');
const unknown = chosen.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  throw new Error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
}

const servers = { mysqlUrl: needed('ORRERY_MYSQL_URL'), amqpUrl: needed('ORRERY_AMQP_URL') };
const report = new Report();
const cluster = await BenchCluster.start({ ...servers, namespace: newNamespace(), masters: 1, workers: 1 });
try {
  const rounds = values.quick ? 1 : Number(values.rounds);
  for (const name of chosen) {
    await benches[name]!({ cluster, report, servers, quick: values.quick, rounds });
  }
} finally {
  await cluster.stop();
}
process.stdout.write(`\n${report.table()}\n`);

function needed(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set; start the bench by "npm run bench".`);
  return value;
}
