import 'reflect-metadata';
import { createLogger, defineConfig, exitOnConfigError, loadEnvFile, schemaAddress } from '@orrery/runtime';
import { gatewayConfigTable } from './config.js';
import { gatewayDatabase } from './persistence/gateway-database.js';

const { mysqlUrl, namespace, logLevel, logFormat } = gatewayConfigTable;
const readConfig = defineConfig({ mysqlUrl, namespace, logLevel, logFormat });

loadEnvFile();
const { config, databaseUrl } = exitOnConfigError(() => {
  const read = readConfig(process.env);
  return { config: read, databaseUrl: schemaAddress(read, 'gateway') };
});
const logger = createLogger('api-gateway-migrate', config.logLevel, { format: config.logFormat });
const database = gatewayDatabase(databaseUrl, logger);
try {
  await database.open();
  await database.migrate();
} finally {
  await database.close();
}
