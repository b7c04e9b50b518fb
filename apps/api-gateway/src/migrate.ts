import 'reflect-metadata';
import { ConfigError, createLogger, defineConfig, loadEnvFile } from '@orrery/runtime';
import { gatewayConfigTable } from './config.js';
import { gatewayDatabase, gatewaySchemaUrl } from './persistence/gateway-database.js';

const { mysqlUrl, namespace, logLevel, logFormat } = gatewayConfigTable;
const readConfig = defineConfig({ mysqlUrl, namespace, logLevel, logFormat }, (config) =>
  config.mysqlUrl === undefined ? 'ORRERY_MYSQL_URL must be set.' : undefined,
);

/** Brings the gateway's schema up to date and ends. */
async function main(): Promise<void> {
  loadEnvFile();
  const config = readConfig(process.env);
  const logger = createLogger('api-gateway', config.logLevel, { format: config.logFormat });
  const database = gatewayDatabase(gatewaySchemaUrl(config.mysqlUrl ?? '', config.namespace), logger);
  try {
    await database.open();
    await database.migrate();
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError ? 78 : 1);
});
