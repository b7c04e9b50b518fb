import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { acquireServices } from './acquire.mjs';

/**
 * `npm run services`: prints where MySQL and RabbitMQ are, and keeps the ones it started until Ctrl-C. `--json` prints
 * one JSON line; `--private` leaves servers alone that run already; `--keep NAME` keeps the data under a name.
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, private: { type: 'boolean' }, keep: { type: 'string' } },
});

function print({ mysqlUrl, amqpUrl, mysqlFrom, amqpFrom, managementUrl }) {
  if (values.json)
    return console.log(JSON.stringify({ mysqlUrl, amqpUrl, mysqlFrom, amqpFrom, managementUrl }));
  console.log(`ORRERY_MYSQL_URL=${mysqlUrl}   # ${mysqlFrom}`);
  console.log(`ORRERY_AMQP_URL=${amqpUrl}   # ${amqpFrom}`);
  if (managementUrl) console.log(`RabbitMQ management console: ${managementUrl} (guest / guest)`);
}

async function untilStopped() {
  const alive = setInterval(() => {}, 60_000);
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  clearInterval(alive);
}

try {
  const options = { privateOnly: values.private, keepAs: values.keep, management: true, say: console.error };
  const services = await acquireServices(options);
  print(services);
  if (services.startedHere) {
    console.error('Ctrl-C stops what was started here.');
    await untilStopped();
    await services.stop();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
