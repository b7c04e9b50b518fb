import { join } from 'node:path';
import { inRepository, repository } from '../processes/repository.mjs';

const OF_THE_GATEWAY = ['ORRERY_JWT_SECRET', 'ORRERY_ADMIN_PASSWORD'];
const OF_THE_MASTER = ['ORRERY_SECRETS_KEYS', 'ORRERY_LOG_S3_ACCESS_KEY', 'ORRERY_LOG_S3_SECRET_KEY'];
const OF_THE_ALARM = ['ORRERY_SMTP_URL'];

/** The apps of a cluster, in the order in which they are stopped, and what each has no business to know. */
const APPS = [
  {
    app: 'api-gateway',
    name: 'gateway',
    count: 'gateways',
    withheld: [...OF_THE_ALARM, ...OF_THE_MASTER],
  },
  {
    app: 'worker',
    name: 'worker',
    count: 'workers',
    withheld: [...OF_THE_GATEWAY, ...OF_THE_ALARM, ...OF_THE_MASTER, 'ORRERY_MYSQL_URL'],
  },
  { app: 'alarm', name: 'alarm', count: 'alarms', withheld: [...OF_THE_GATEWAY, ...OF_THE_MASTER] },
  { app: 'master', name: 'master', count: 'masters', withheld: [...OF_THE_GATEWAY, ...OF_THE_ALARM] },
];

/** The apps that own a schema, in the order in which they are migrated. */
export const MIGRATED_APPS = ['master', 'alarm', 'api-gateway'];

/** At thousands a second, runs in hand outlive V8's default young generation (16 MiB) and are copied by the collector. */
const NODE_FLAGS = ['--max-semi-space-size=64'];

/** The variables that all processes of a cluster share. */
export function sharedEnvironment({ namespace }, services, secrets, env = process.env) {
  return {
    // A cluster on one machine is for that machine, unless its user says otherwise.
    ORRERY_HOST: '127.0.0.1',
    ...env,
    ...secrets,
    ORRERY_MODE: 'cluster',
    ORRERY_NAMESPACE: namespace,
    ORRERY_MYSQL_URL: services.mysqlUrl,
    ORRERY_AMQP_URL: services.amqpUrl,
  };
}

/** How many ports for health `clusterPlan` needs; a gateway answers on the port of its API. */
export function healthPortCount({ masters, workers, alarms }) {
  return masters + workers + alarms;
}

/** What the supervisor shall run: one entry for each process, with its own id, ports and data folder. */
export function clusterPlan(options, shared, healthPorts) {
  const ports = [...healthPorts];
  return APPS.flatMap(({ app, name, count, withheld }, stopRank) =>
    Array.from({ length: options[count] }, (_, index) => {
      const id = `${name}-${index + 1}`;
      const port =
        app === 'api-gateway'
          ? { ORRERY_PORT: String(options.port + index) }
          : { ORRERY_HEALTH_PORT: String(ports.shift()) };
      const own = { ORRERY_NODE_ID: id, ORRERY_DATA_DIR: join(options.directory, id), ...port };
      const args = [...NODE_FLAGS, inRepository('apps', app, 'dist', 'main.js')];
      return {
        name: id,
        stopRank,
        command: process.execPath,
        args,
        env: { ...without(shared, withheld), ...own },
        cwd: repository,
      };
    }),
  );
}

function without(env, names) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
