import { setTimeout as sleep } from 'node:timers/promises';
import type { OrreryApi } from '../installation/orrery-api.js';
import type { DrillCluster } from './cluster/drill-cluster.js';
import type { DrillOptions } from './drill-options.js';
import { briskPace, planFaults, usualPace } from './faults/fault-plan.js';
import { FaultRunner } from './faults/fault-runner.js';
import type { StruckFault } from './faults/struck-fault.js';
import type { KindTools } from './kinds/kind-plans.js';
import { LadenWorkers } from './kinds/laden-workers.js';
import type { LedgerReader } from './ledger/ledger-reader.js';
import { settled } from './ledger/settled.js';
import { installLoad, type DrillLoad } from './load/drill-load.js';
import { TriggerClient, type Triggered } from './load/trigger-client.js';
import { LeaderWatch, type LeaderSighting } from './meters/leader-watch.js';
import { WorkerWatch, type WorkerSighting } from './meters/worker-watch.js';
import { BrokerAdmin } from './servers/broker-admin.js';
import type { DrillServers } from './servers/drill-servers.js';

const MINUTE_MS = 60_000;
const TASK_EACH_MS = 500;
const WORKFLOW_EACH_MS = 1_500;

/** The platform with what the drill needs to load it, to break it and to look at it. */
export interface DrillGround {
  readonly cluster: DrillCluster;
  readonly servers: DrillServers;
  readonly api: OrreryApi;
  readonly reader: LedgerReader;
  readonly tools: KindTools;
}

/** What happened while the load lasted. */
export interface Happenings {
  readonly load: DrillLoad;
  readonly triggered: readonly Triggered[];
  readonly faults: readonly StruckFault[];
  readonly workers: readonly WorkerSighting[];
  readonly leaders: readonly LeaderSighting[];
}

/** Loads the platform, breaks it by the timetable, and waits until all has settled. */
export async function underLoad(ground: DrillGround, options: DrillOptions): Promise<Happenings> {
  const { api, reader, tools, cluster } = ground;
  const { say } = options;
  const lengthMs = options.minutes * MINUTE_MS;
  const longSeconds = lengthMs < MINUTE_MS ? ([4, 7] as const) : ([15, 25] as const);
  const load = await installLoad(api, {
    ...{ tools, lengthMs, longSeconds },
    workers: cluster.crew.workers,
  });
  const workers = new WorkerWatch(reader);
  const leaders = new LeaderWatch(reader);
  const clients = clientsOf(api, load);
  try {
    const [triggered, faults] = await Promise.all([
      Promise.all(clients.map((client) => client.runUntil(load.window.toMs))),
      strike(ground, load, { leaders, workers }, options),
    ]);
    await sleep(Math.max(0, load.window.toMs - Date.now()));
    say('the load has ended; waiting until all has settled');
    await settled(reader, say);
    const seen = { workers: workers.sightings, leaders: leaders.sightings };
    return { load, triggered: triggered.flat(), faults, ...seen };
  } finally {
    for (const client of clients) client.stop();
    await Promise.all([workers.stop(), leaders.stop()]);
  }
}

function clientsOf({ http }: OrreryApi, { tasks, workflows }: DrillLoad): TriggerClient[] {
  const { id } = tasks.find(({ plan }) => plan.name === 'once')!;
  const targets = workflows.map((workflow) => ({ id: workflow.id, path: '/workflows' }) as const);
  return [
    new TriggerClient(http, [{ id, path: '/tasks' }], TASK_EACH_MS),
    new TriggerClient(http, targets, WORKFLOW_EACH_MS),
  ];
}

function strike(
  { cluster, servers, api, reader, tools }: DrillGround,
  { window, tasks }: DrillLoad,
  { leaders, workers }: { readonly leaders: LeaderWatch; readonly workers: WorkerWatch },
  { seed, kinds, say }: DrillOptions,
): Promise<StruckFault[]> {
  const laden = new LadenWorkers(api, reader, tasks, tools.mark);
  const ground = { cluster, servers, admin: new BrokerAdmin(servers.managementUrl), laden };
  const lengthMs = window.toMs - window.fromMs;
  const pace = lengthMs < MINUTE_MS ? briskPace : usualPace;
  const plan = planFaults({ seed, lengthMs, crew: cluster.crew, kinds, pace });
  const leader = () => leaders.leader;
  const epochOf = (worker: string) => workers.epochOf(worker);
  return new FaultRunner({ ground, leader, epochOf, pace, say }).run(plan, window);
}
