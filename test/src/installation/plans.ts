import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { AppName, ProcessPlan } from './orrery-process.js';

export const ADMIN_PASSWORD = 'a password of the tests';

/** What all processes of an installation share. */
export interface Ground {
  readonly namespace: string;
  readonly dir: string;
  /** Where the API shall listen. */
  readonly apiPort: number;
  /** Variables on top of, or instead of, the usual ones. */
  readonly env: Readonly<Record<string, string>>;
}

/** Addresses as one process sees them: behind its own proxy where there is one. */
export interface Addresses {
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
}

/** A process finds nothing in its environment that the test did not put there. */
export function environment({ dir, namespace, env }: Ground): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'TZ', 'TMPDIR'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    ORRERY_NAMESPACE: namespace,
    ORRERY_WORK_DIR: join(dir, 'work'),
    ORRERY_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ORRERY_DEMO: 'false',
    ORRERY_HOST: '127.0.0.1',
    ORRERY_UNREADY_MS: '50',
    ...env,
  };
}

export function standalonePlan(ground: Ground): ProcessPlan {
  const { dir, namespace, apiPort } = ground;
  const own = {
    ORRERY_DATA_DIR: join(dir, 'data'),
    ORRERY_NODE_ID: `${namespace}-standalone`,
    ORRERY_PORT: String(apiPort),
  };
  const env = { ...environment(ground), ...own };
  return { name: 'standalone', app: 'standalone', cwd: dir, healthPort: apiPort, env };
}

const CLUSTER: readonly (readonly [name: string, app: AppName])[] = [
  ['master-1', 'master'],
  ['master-2', 'master'],
  ['worker-1', 'worker'],
  ['worker-2', 'worker'],
  ['alarm', 'alarm'],
  ['gateway', 'api-gateway'],
];

const MIGRATED: readonly AppName[] = ['master', 'alarm', 'api-gateway'];

/**
 * Two masters, two workers, an alarm service and a gateway.
 * @param workers variables of some workers of their own; a worker that is not among the two is one more.
 */
export async function clusterPlans(
  ground: Ground,
  addressesOf: (name: string) => Promise<Addresses>,
  workers: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<ProcessPlan[]> {
  const plans: ProcessPlan[] = [];
  const known = new Set(CLUSTER.map(([name]) => name));
  const more = Object.keys(workers).filter((name) => !known.has(name));
  for (const [name, app] of [...CLUSTER, ...more.map((each) => [each, 'worker'] as const)]) {
    const healthPort = app === 'api-gateway' ? ground.apiPort : await freePort();
    const own = {
      ORRERY_NODE_ID: `${ground.namespace}-${name}`,
      ORRERY_DATA_DIR: join(ground.dir, name),
      ORRERY_PORT: String(ground.apiPort),
      ORRERY_HEALTH_PORT: String(healthPort),
    };
    const env = { ...clusterEnvironment(ground, await addressesOf(name)), ...own, ...workers[name] };
    plans.push({ name, app, cwd: ground.dir, healthPort, env });
  }
  return plans;
}

/** One for each schema; they end by themselves. */
export function migrationPlans(ground: Ground, addresses: Addresses): ProcessPlan[] {
  const env = clusterEnvironment(ground, addresses);
  return MIGRATED.map((app) => ({
    name: `${app} migration`,
    app,
    program: 'migrate',
    cwd: ground.dir,
    healthPort: 0,
    env,
  }));
}

function clusterEnvironment(ground: Ground, { mysqlUrl, amqpUrl }: Addresses): Record<string, string> {
  return {
    ...environment(ground),
    ORRERY_MODE: 'cluster',
    ORRERY_MYSQL_URL: mysqlUrl,
    ORRERY_AMQP_URL: amqpUrl,
    ORRERY_JWT_SECRET: 'a secret of the tests that is long enough',
    ORRERY_SECRETS_KEYS: `tests:${Buffer.alloc(32, 7).toString('base64')}`,
  };
}
