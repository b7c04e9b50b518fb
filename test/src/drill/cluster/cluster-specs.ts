import { fileURLToPath } from 'node:url';
import { clusterPlan, healthPortCount, sharedEnvironment } from '@orrery/scripts/cluster/plan.mjs';
import type { ProcessSpec } from '@orrery/scripts/cluster/supervisor.mjs';
import { freePort } from '../../installation/free-port.js';
import { openDirectory } from '../../installation/open-directory.js';
import { ADMIN_PASSWORD } from '../../installation/plans.js';
import type { Crew } from '../faults/fault-kinds.js';
import { WORKER_LABEL } from '../kinds/kind-plans.js';
import { temporaryDirectory, workDirectory } from '../leftovers/premises.js';

export const NAMESPACE = 'drill';

/** What a cluster under drill stands on. */
export interface ClusterGround {
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  /** For data, spools and logs. */
  readonly directory: string;
  readonly apiPort: number;
  readonly masters: number;
  readonly workers: number;
  /** Address of the container engine; undefined: the workers have none. */
  readonly engine: string | undefined;
}

/** The processes of the cluster, as `npm run cluster` would start them, and what they share. */
export async function specsOf(ground: ClusterGround) {
  const { directory, apiPort: port, masters, workers } = ground;
  const options = { masters, workers, alarms: 1, gateways: 1, namespace: NAMESPACE, port, directory };
  const shared = sharedEnvironment(options, { ...ground, ...SERVER_NAMES }, SECRETS, environment(ground));
  const ports: number[] = [];
  while (ports.length < healthPortCount(options)) ports.push(await freePort());
  const crew = crewOf(ground);
  const specs = (clusterPlan(options, shared, ports) as ProcessSpec[]).map((spec) =>
    crew.workers.includes(spec.name) ? asDrillWorker(spec) : spec,
  );
  return { specs, shared, crew };
}

const SERVER_NAMES = { mysqlFrom: '', amqpFrom: '', startedHere: true, stop: async () => undefined };
const SECRETS = { ORRERY_JWT_SECRET: 'a secret of the drill that is long enough' };

const DRILL_WORKER = fileURLToPath(new URL('../../../src/drill/cluster/drill-worker.mjs', import.meta.url));

/** With a handler of its own, and a name by which tasks may ask for it. */
function asDrillWorker(spec: ProcessSpec): ProcessSpec {
  const args = [...spec.args.slice(0, -1), DRILL_WORKER];
  return { ...spec, args, env: { ...spec.env, ORRERY_LABELS: `${WORKER_LABEL}=${spec.name}` } };
}

/** Nothing of the environment of the drill but what programs need; many slots, as most tasks only sleep. */
function environment({ directory, engine }: ClusterGround): Record<string, string | undefined> {
  const { PATH, HOME, TZ } = process.env;
  const TMPDIR = openDirectory(temporaryDirectory(directory));
  const own = { ORRERY_ADMIN_PASSWORD: ADMIN_PASSWORD, ORRERY_DEMO: 'false', ORRERY_SLOTS: '48' };
  const isolation = { ORRERY_ISOLATION_FLOOR: 'none', ORRERY_WORK_DIR: workDirectory(directory) };
  const containers = engine === undefined ? {} : { ORRERY_CONTAINER_ENGINE: engine };
  return { PATH, HOME, TZ, TMPDIR, ...own, ...isolation, ...containers };
}

function crewOf({ masters, workers }: ClusterGround): Crew {
  const named = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  return {
    masters: named('master', masters),
    workers: named('worker', workers),
    gateways: named('gateway', 1),
    alarms: named('alarm', 1),
  };
}
