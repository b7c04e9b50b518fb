import { parentPort, workerData } from 'node:worker_threads';
import { MessageSender, RabbitBroker } from '@orrery/messaging';
import { createLogger, SystemClock } from '@orrery/runtime';
import { HeartbeatWriter } from './heartbeat-writer.js';
import { LoopHeartbeat } from './loop-heartbeat.js';
import type { HeartbeatThreadData, ToHeartbeatThread } from './thread-messages.js';
import { WorkerPulse } from './worker-pulse.js';

/** The heartbeat thread: its own event loop and its own connection, so that a busy worker is not taken for a dead one. */
const { head, pulse, intervalMs, amqpUrl, namespace, dataDir, logLevel } = workerData as HeartbeatThreadData;
const logger = createLogger('worker-heartbeat', logLevel);
const clientName = `worker ${head.workerId} heartbeat`;
const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName, logger });
const writer = new HeartbeatWriter(head, new WorkerPulse(pulse), dataDir);
const sender = new MessageSender(broker);
const heartbeat = new LoopHeartbeat({ writer, sender, intervalMs, clock: new SystemClock(), logger });

broker.onConnectionChange((connected) => {
  if (connected) heartbeat.hurry();
});
parentPort!.on('message', (message: ToHeartbeatThread) => {
  if (message === 'stop') void stop();
  else heartbeat.answer();
});
await broker.connect();
await heartbeat.start();

async function stop(): Promise<void> {
  await heartbeat.stop();
  await broker.close();
  parentPort!.close();
}
