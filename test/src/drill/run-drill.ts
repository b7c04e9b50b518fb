import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../installation/free-port.js';
import { DrillCluster } from './cluster/drill-cluster.js';
import { openApi } from './cluster/open-api.js';
import type { DrillOptions } from './drill-options.js';
import { makeEffectSink } from './effects/effect-script.js';
import { readEffects } from './effects/read-effects.js';
import { judge, type Observed } from './judge.js';
import { compareWithApi } from './ledger/compare-with-api.js';
import { prove } from './ledger/prove.js';
import { LedgerReader } from './ledger/ledger-reader.js';
import { readAlarms } from './ledger/read-alarms.js';
import type { DrillReport } from './report/drill-report.js';
import { DrillServers } from './servers/drill-servers.js';
import { readWorkflowBooks } from './workflows/workflow-books.js';
import { underLoad, type DrillGround, type Happenings } from './under-load.js';

/** A whole drill, from its servers to its report; nothing of it is left but logs, where an invariant broke. */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-drill-'));
  let passed = false;
  try {
    const report = await withServers(directory, options);
    passed = report.passed;
    return report;
  } finally {
    if (passed) rmSync(directory, { recursive: true, force: true });
    else options.say(`logs, spools, effects and evidence are kept in ${directory}`);
  }
}

async function withServers(directory: string, options: DrillOptions): Promise<DrillReport> {
  const servers = await DrillServers.start(options.say);
  try {
    return await onServers(servers, directory, options);
  } finally {
    await servers.stop();
  }
}

async function onServers(
  servers: DrillServers,
  directory: string,
  options: DrillOptions,
): Promise<DrillReport> {
  const { masters, workers, seed, minutes, say } = options;
  const where = { ...servers.addresses, directory, apiPort: await freePort(), masters, workers };
  const cluster = await DrillCluster.start(where, say);
  const reader = new LedgerReader(cluster.databaseUrl);
  try {
    const sink = makeEffectSink(directory);
    const ground = { cluster, servers, api: await openApi(cluster), reader, sink };
    const observed = await gather(ground, await underLoad(ground, options));
    keep(observed, directory);
    return judge(observed, { seed, minutes, servers: servers.versions, machine: machine() });
  } finally {
    await reader.close();
    await cluster.stop();
  }
}

/** All there is to judge by, once everything has ended. */
async function gather(
  { api, cluster, reader, sink }: DrillGround,
  { load, triggered, ...seen }: Happenings,
): Promise<Observed> {
  const runs = await reader.runs();
  const rows = { runs, fires: await reader.fires(), attempts: await reader.attempts() };
  const workflows = await readWorkflowBooks(reader);
  const outside = { alarms: await readAlarms(api, runs), effects: readEffects(sink.directory) };
  const evidence = { load, ...rows, ...outside, triggered, workflows };
  const disagreements = [...(await compareWithApi(api, evidence)), ...(await prove(api, evidence))];
  return { evidence, ...seen, disagreements, starts: cluster.starts };
}

/** For whoever looks into what broke. */
function keep({ evidence, faults, workers, leaders }: Observed, directory: string): void {
  const { effects, alarms, ...books } = evidence;
  const whole = { faults, workers, leaders, ...books, effects: [...effects], alarms: [...alarms] };
  writeFileSync(join(directory, 'evidence.json'), JSON.stringify(whole));
}

function machine(): string {
  const cores = cpus();
  const load = `load of the last 5 min ${loadavg()[1]!.toFixed(1)}`;
  return `${cores.length} x ${cores[0]?.model ?? 'unknown'}, ${load}, Node ${process.versions.node}, ${process.platform}`;
}
