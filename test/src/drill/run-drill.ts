import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../installation/free-port.js';
import { processesNaming } from '../services/private-processes.js';
import { DrillCluster } from './cluster/drill-cluster.js';
import { openApi } from './cluster/open-api.js';
import type { DrillOptions } from './drill-options.js';
import { makeEffectSink, type EffectSink } from './effects/effect-script.js';
import { readEffects } from './effects/read-effects.js';
import { judge, type Observed } from './judge.js';
import { KindServers } from './kinds/kind-servers.js';
import { kindsOfDrill } from './kinds/kinds-offered.js';
import { compareWithApi } from './ledger/compare-with-api.js';
import { prove } from './ledger/prove.js';
import { LedgerReader } from './ledger/ledger-reader.js';
import { readAlarms } from './ledger/read-alarms.js';
import { leftByDrill } from './leftovers/left-by-drill.js';
import { markOf } from './leftovers/premises.js';
import type { DrillReport } from './report/drill-report.js';
import { DrillServers } from './servers/drill-servers.js';
import { readWorkflowBooks } from './workflows/workflow-books.js';
import { underLoad, type DrillGround, type Happenings } from './under-load.js';

/** What a drill stands on while its cluster comes and goes. */
interface Base {
  readonly servers: DrillServers;
  readonly kindServers: KindServers;
  readonly sink: EffectSink;
  readonly directory: string;
}

/** A whole drill, from its servers to its report; nothing of it is left but logs, where an invariant broke. */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-drill-'));
  let passed = false;
  try {
    const report = await withServers(directory, options);
    passed = report.passed;
    return report;
  } finally {
    endLeft(directory);
    if (passed) rmSync(directory, { recursive: true, force: true });
    else options.say(`logs, spools, effects and evidence are kept in ${directory}`);
  }
}

/** What should not be there has been told by then, and is not left for good. */
function endLeft(directory: string): void {
  for (const pid of processesNaming(markOf({ directory }))) process.kill(pid, 'SIGKILL');
}

async function withServers(directory: string, options: DrillOptions): Promise<DrillReport> {
  const { mayLackSome, say } = options;
  const servers = await DrillServers.start(say);
  try {
    const sink = makeEffectSink(directory);
    const { mysqlUrl } = servers.addresses;
    const kindServers = await KindServers.start({ mysqlUrl, sink: sink.directory, mayLackSome, say });
    try {
      return await onServers({ servers, kindServers, sink, directory }, options);
    } finally {
      await kindServers.stop();
    }
  } finally {
    await servers.stop();
  }
}

async function onServers(base: Base, options: DrillOptions): Promise<DrillReport> {
  const { servers, kindServers, directory } = base;
  const { masters, workers, seed, minutes, say } = options;
  const at = {
    ...servers.addresses,
    directory,
    apiPort: await freePort(),
    engine: kindServers.engine?.socket,
  };
  const cluster = await DrillCluster.start({ ...at, masters, workers }, say);
  const reader = new LedgerReader(cluster.databaseUrl);
  try {
    const api = await openApi(cluster);
    const kinds = kindsOfDrill(await api.workers(), options.mayLackSome);
    const ground = { cluster, servers, api, reader, tools: toolsOf(base, kinds) };
    const seen = await gather(ground, await underLoad(ground, options));
    const leftovers = await leftByDrill(cluster, kindServers.engine);
    const observed = { ...seen, kinds, leftovers };
    keep(observed, directory);
    return judge(observed, { seed, minutes, servers: servers.versions, machine: machine() });
  } finally {
    await reader.close();
    await cluster.stop();
  }
}

function toolsOf({ kindServers, sink, directory }: Base, kinds: DrillGround['tools']['kinds']) {
  const { engine, slow, database } = kindServers;
  const urlFor = slow.urlFor.bind(slow);
  const hasUids = process.getuid?.() === 0;
  return { mark: markOf({ directory }), kinds, sink, hasUids, urlFor, database, image: engine?.image };
}

/** All there is to judge by, once everything has ended. */
async function gather(
  { api, cluster, reader, tools }: DrillGround,
  { load, triggered, ...seen }: Happenings,
): Promise<Omit<Observed, 'kinds' | 'leftovers'>> {
  const runs = await reader.runs();
  const rows = { runs, fires: await reader.fires(), attempts: await reader.attempts() };
  const workflows = await readWorkflowBooks(reader);
  const outside = { alarms: await readAlarms(api, runs), effects: readEffects(tools.sink.directory) };
  const evidence = { load, ...rows, ...outside, triggered, workflows };
  const disagreements = [...(await compareWithApi(api, evidence)), ...(await prove(api, evidence))];
  return { evidence, ...seen, disagreements, starts: cluster.starts };
}

/** For whoever looks into what broke. */
function keep({ evidence, faults, workers, leaders, leftovers }: Observed, directory: string): void {
  const { effects, alarms, ...books } = evidence;
  const whole = { faults, workers, leaders, leftovers, ...books, effects: [...effects], alarms: [...alarms] };
  writeFileSync(join(directory, 'evidence.json'), JSON.stringify(whole));
}

function machine(): string {
  const cores = cpus();
  const load = `load of the last 5 min ${loadavg()[1]!.toFixed(1)}`;
  return `${cores.length} x ${cores[0]?.model ?? 'unknown'}, ${load}, Node ${process.versions.node}, ${process.platform}`;
}
