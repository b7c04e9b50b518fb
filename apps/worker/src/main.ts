import 'reflect-metadata';
import { RabbitBroker } from '@orrery/messaging';
import { brokerAddress, exitOnConfigError, loadEnvFile, runApp, SystemClock } from '@orrery/runtime';
import { readWorkerConfig, workerConfigTable } from './config.js';
import { startWorkerApp } from './start-worker.js';

loadEnvFile();
const { config, amqpUrl } = exitOnConfigError(() => {
  const read = readWorkerConfig(process.env);
  return { config: read, amqpUrl: brokerAddress(read) };
});

await runApp({
  name: 'worker',
  table: workerConfigTable,
  config,
  start: async (parts) => {
    const { namespace, nodeId } = config;
    const { logger } = parts;
    const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName: `worker ${nodeId}`, logger });
    const app = await startWorkerApp(config, { ...parts, broker, clock: new SystemClock() });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});
