import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../processes/lock.mjs';
import { acquireServices } from '../services/acquire.mjs';
import { freePorts, isFree } from '../services/ports.mjs';
import { migrateAll } from './migrate.mjs';
import { readOptions } from './options.mjs';
import { clusterPlan, healthPortCount, sharedEnvironment } from './plan.mjs';
import { allReady } from './readiness.mjs';
import { clusterSecrets } from './secrets.mjs';
import { CONFIGURATION_ERROR } from './supervised-process.mjs';
import { Supervisor } from './supervisor.mjs';

/** `npm run cluster`: every app as processes of its own under a supervisor, until Ctrl-C. */
/** Longer than the longest drain of an app: that of a worker, with what it does after it. */
const STOP_GRACE_MS = 55_000;

const print = (name, text) => console.log(`${name.padEnd(10)} | ${text}`);
const say = (text) => print('cluster', text);

const stopAsked = new Promise((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => resolve(name));
});

function announce(options, specs, services) {
  say(
    `${services.mysqlFrom} at ${new URL(services.mysqlUrl).host}, ${services.amqpFrom} at ${new URL(services.amqpUrl).host}`,
  );
  for (const { name, env } of specs) {
    say(`${name}: health at http://127.0.0.1:${env.ORRERY_HEALTH_PORT ?? env.ORRERY_PORT}/healthz`);
  }
  if (services.managementUrl) say(`RabbitMQ management console: ${services.managementUrl} (guest / guest)`);
}

/** Said last, for what the processes print as they start is long. */
function sayReady({ gateways, port }) {
  if (gateways > 0) {
    say(`Swagger UI: http://127.0.0.1:${port}/docs, API: http://127.0.0.1:${port}/api/v1`);
    say('sign in as admin; the password of a new database stands above, shown this once');
  }
  say('all are ready; Ctrl-C drains and stops');
}

async function checkPorts({ gateways, port }) {
  for (let each = port; each < port + gateways; each += 1) {
    if (!(await isFree(each)))
      throw new Error(`Port ${each} is used by another program: choose a free one by --port or ORRERY_PORT.`);
  }
}

async function runCluster(options, services) {
  await checkPorts(options);
  const shared = sharedEnvironment(options, services, clusterSecrets(options.directory));
  await migrateAll(shared, say);
  const specs = clusterPlan(options, shared, await freePorts(healthPortCount(options)));
  announce(options, specs, services);
  const supervisor = new Supervisor(specs, { print, say, graceMs: STOP_GRACE_MS });
  await supervisor.start();
  const stopping = new AbortController();
  void allReady(specs, stopping.signal).then((ready) => ready && sayReady(options));
  const why = await Promise.race([
    stopAsked.then((signal) => ({ signal })),
    supervisor.refused.then((name) => ({ name })),
  ]);
  say(
    why.signal
      ? `${why.signal}: stopping all`
      : `${why.name} refuses its configuration (its message is above): stopping all`,
  );
  stopping.abort();
  await supervisor.stop();
  return why.signal ? 0 : CONFIGURATION_ERROR;
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  mkdirSync(options.directory, { recursive: true });
  const release = tryLock(join(options.directory, 'lock'));
  if (!release)
    throw new Error(`Another cluster runs in ${options.directory}; stop it or choose another --directory.`);
  const services = await acquireServices({ keepAs: 'cluster', management: true, say });
  try {
    return await runCluster(options, services);
  } finally {
    await services.stop();
    release();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
