import 'reflect-metadata';
import { RabbitBroker } from '@orrery/messaging';
import { clusterAddresses, exitOnConfigError, loadEnvFile, runApp } from '@orrery/runtime';
import { masterConfigTable, readMasterConfig } from './config.js';
import { startMaster } from './start-master.js';

loadEnvFile();
const { config, amqpUrl, databaseUrl } = exitOnConfigError(() => {
  const read = readMasterConfig(process.env);
  return { config: read, ...clusterAddresses(read, 'master') };
});

await runApp({
  name: 'master',
  table: masterConfigTable,
  config,
  start: async (parts) => {
    const { namespace, nodeId } = config;
    const { logger } = parts;
    const broker = new RabbitBroker({
      url: amqpUrl,
      namespace,
      clientName: `master ${nodeId}`,
      logger,
      // Decides how long the broker waits for a leader that stands still: about two and a half times this.
      heartbeatS: 2,
    });
    const app = await startMaster(config, { ...parts, broker, databaseUrl });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});
