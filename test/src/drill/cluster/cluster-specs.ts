import { clusterPlan, healthPortCount, sharedEnvironment } from '@orrery/scripts/cluster/plan.mjs';
import type { ProcessSpec } from '@orrery/scripts/cluster/supervisor.mjs';
import { freePort } from '../../installation/free-port.js';
import { ADMIN_PASSWORD } from '../../installation/plans.js';
import type { Crew } from '../faults/fault-kinds.js';

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
}

/** The processes of the cluster, as `npm run cluster` would start them, and what they share. */
export async function specsOf(ground: ClusterGround) {
  const { directory, apiPort: port, masters, workers } = ground;
  const options = { masters, workers, alarms: 1, gateways: 1, namespace: NAMESPACE, port, directory };
  const shared = sharedEnvironment(options, { ...ground, ...SERVER_NAMES }, SECRETS, environment());
  const ports: number[] = [];
  while (ports.length < healthPortCount(options)) ports.push(await freePort());
  return { specs: clusterPlan(options, shared, ports) as ProcessSpec[], shared, crew: crewOf(ground) };
}

const SERVER_NAMES = { mysqlFrom: '', amqpFrom: '', startedHere: true, stop: async () => undefined };
const SECRETS = { ORRERY_JWT_SECRET: 'a secret of the drill that is long enough' };

/** Nothing of the environment of the drill but what programs need; many slots, as most tasks only sleep. */
function environment(): Record<string, string | undefined> {
  const { PATH, HOME, TZ, TMPDIR } = process.env;
  const own = { ORRERY_ADMIN_PASSWORD: ADMIN_PASSWORD, ORRERY_DEMO: 'false', ORRERY_SLOTS: '32' };
  return { PATH, HOME, TZ, TMPDIR, ...own };
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
