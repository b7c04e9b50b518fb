import { mysqlServer } from './servers/mysql.mjs';
import { rabbitmqServer } from './servers/rabbitmq.mjs';
import { fromApt } from './sources/apt.mjs';
import { fromBinaries } from './sources/binaries.mjs';
import { fromCompose } from './sources/compose.mjs';
import { fromEnvironment } from './sources/environment.mjs';
import { fromListening } from './sources/listening.mjs';

/** Where a server may come from, the first that works wins. */
const SOURCES = [fromEnvironment, fromListening, fromCompose, fromBinaries, fromApt];
const PRIVATE_SOURCES = [fromCompose, fromBinaries, fromApt];
const PROGRAM_SOURCES = [fromBinaries, fromApt];

function sourcesFor({ programsOnly, privateOnly }) {
  if (programsOnly) return PROGRAM_SOURCES;
  return privateOnly ? PRIVATE_SOURCES : SOURCES;
}

function noServer(server, reasons) {
  const lines = [
    `No usable ${server.name} was found or could be started:`,
    ...reasons.map((reason) => `  - ${reason}`),
    'Three ways out:',
    `  1. set ORRERY_MYSQL_URL and ORRERY_AMQP_URL to servers of yours (${server.variable}=${server.example});`,
    '  2. start Docker (with Compose): the servers then run in containers;',
    '  3. install the packages mariadb-server and rabbitmq-server: they are then started privately.',
  ];
  return new Error(lines.join('\n'));
}

async function acquire(server, options) {
  const reasons = [];
  for (const source of sourcesFor(options)) {
    try {
      const found = await source(server, options);
      if (found) return found;
    } catch (error) {
      if (error.final) throw error;
      reasons.push(error.message);
    }
  }
  throw noServer(server, reasons);
}

/**
 * Finds or starts MySQL/MariaDB and RabbitMQ, each on its own account. Options: `privateOnly` never uses a server that
 * somebody else may use; `programsOnly` moreover has them as processes of this machine, which `mysqlProcess` and
 * `amqpProcess` hold; `keepAs` names data that outlives `stop()`; `management` starts a private RabbitMQ with its console;
 * `say` receives progress lines; `env` and `ports` replace the environment and the default ports.
 */
export async function acquireServices(options = {}) {
  const all = { env: process.env, say: () => {}, management: false, ...options };
  const found = await Promise.allSettled([acquire(mysqlServer, all), acquire(rabbitmqServer, all)]);
  const started = found.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop?.()));
  };
  const failure = found.find(({ status }) => status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  const [mysql, amqp] = started;
  return {
    mysqlUrl: mysql.url,
    amqpUrl: amqp.url,
    mysqlFrom: mysql.from,
    amqpFrom: amqp.from,
    mysqlPid: mysql.pid,
    amqpPid: amqp.pid,
    mysqlProcess: mysql.process,
    amqpProcess: amqp.process,
    managementUrl: amqp.managementUrl,
    startedHere: started.some((server) => server.stop !== undefined),
    stop,
  };
}

/** Starts a private MySQL or MariaDB as a process of this machine, with these settings beside the usual ones (`--name=value`). */
export function acquireMysql({ settings, say = () => {} }) {
  return acquire(mysqlServer, { env: process.env, say, programsOnly: true, settings });
}
