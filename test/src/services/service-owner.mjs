import { acquireServices } from '@orrery/scripts/services/acquire.mjs';

/** A process that owns private servers and waits to be killed. */
const { mysqlUrl, amqpUrl, mysqlPid, amqpPid } = await acquireServices({ privateOnly: true });
process.send({ mysqlUrl, amqpUrl, pids: [mysqlPid, amqpPid] });
setInterval(() => {}, 60_000);
