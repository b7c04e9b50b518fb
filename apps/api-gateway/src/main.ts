import 'reflect-metadata';
import { RabbitBroker } from '@orrery/messaging';
import { ConfigError, createLogger, describeConfig, loadEnvFile, runUntilSignal } from '@orrery/runtime';
import { gatewayConfigTable, readGatewayConfig, type GatewayConfig } from './config.js';
import { startGateway } from './gateway.js';
import { gatewaySchemaUrl } from './persistence/gateway-database.js';
import type { FirstAdminCreated } from './users/first-admin.js';

/** sysexits(3) EX_CONFIG: a supervisor need not try again. */
const EX_CONFIG = 78;

async function main(): Promise<void> {
  loadEnvFile();
  const config = readGatewayConfig(process.env);
  const logger = createLogger('api-gateway', config.logLevel, { format: config.logFormat });
  logger.info({ config: describeConfig(gatewayConfigTable, config) }, 'api-gateway: starting');
  const { mysqlUrl, amqpUrl } = serversOf(config);
  const { namespace, nodeId } = config;
  const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName: nodeId, logger });
  broker.connect().catch((error: unknown) => logger.error({ err: error }, 'the broker cannot be used'));
  const databaseUrl = gatewaySchemaUrl(mysqlUrl, namespace);
  const gateway = await startGateway(config, { broker, databaseUrl, logger, onFirstAdmin: show });
  const stop = async () => {
    await gateway.stop();
    await broker.close();
  };
  await runUntilSignal({ name: gateway.name, stop }, logger);
}

function serversOf({ mysqlUrl, amqpUrl }: GatewayConfig): { mysqlUrl: string; amqpUrl: string } {
  if (mysqlUrl !== undefined && amqpUrl !== undefined) return { mysqlUrl, amqpUrl };
  throw new ConfigError([
    'ORRERY_MYSQL_URL and ORRERY_AMQP_URL must be set: a gateway of its own is part of a cluster.',
  ]);
}

/** Straight to the terminal, past the log: this is the only time the password is seen. */
function show({ username, password, generated }: FirstAdminCreated): void {
  if (generated) process.stdout.write(`\nThe first user is "${username}" with the password ${password}\n\n`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
