import 'reflect-metadata';
import { RabbitBroker } from '@orrery/messaging';
import { brokerAddress, exitOnConfigError, loadEnvFile, runApp, schemaAddress } from '@orrery/runtime';
import { masterConfigTable, readMasterConfig } from './config.js';
import { startMaster } from './start-master.js';

loadEnvFile();
const { config, amqpUrl, databaseUrl } = exitOnConfigError(() => {
  const read = readMasterConfig(process.env);
  return { config: read, amqpUrl: brokerAddress(read), databaseUrl: schemaAddress(read, 'master') };
});

await runApp({
  name: 'master',
  table: masterConfigTable,
  config,
  start: async (parts) => {
    const { namespace, nodeId } = config;
    const broker = new RabbitBroker({
      url: amqpUrl,
      namespace,
      clientName: `master ${nodeId}`,
      logger: parts.logger,
    });
    const app = await startMaster(config, { ...parts, broker, databaseUrl });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});
