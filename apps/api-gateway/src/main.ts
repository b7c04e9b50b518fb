import 'reflect-metadata';
import { RabbitBroker } from '@orrery/messaging';
import { clusterAddresses, exitOnConfigError, loadEnvFile, runApp } from '@orrery/runtime';
import { gatewayConfigTable, readGatewayConfig } from './config.js';
import { startGateway } from './gateway.js';
import type { FirstAdminCreated } from './users/first-admin.js';

loadEnvFile();
const { config, amqpUrl, databaseUrl } = exitOnConfigError(() => {
  const read = readGatewayConfig(process.env);
  return { config: read, ...clusterAddresses(read, 'gateway') };
});

await runApp({
  name: 'api-gateway',
  table: gatewayConfigTable,
  config,
  start: async ({ logger }) => {
    const { namespace, nodeId } = config;
    const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName: `gateway ${nodeId}`, logger });
    broker.connect().catch((error: unknown) => logger.error({ err: error }, 'the broker cannot be used'));
    const app = await startGateway(config, { broker, databaseUrl, logger, onFirstAdmin: show });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});

/** Straight to the terminal, past the log: this is the only time the password is seen. */
function show({ username, password, generated }: FirstAdminCreated): void {
  if (generated) process.stdout.write(`\nThe first user is "${username}" with the password ${password}\n\n`);
}
