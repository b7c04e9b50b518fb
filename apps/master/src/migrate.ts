import 'reflect-metadata';
import { createLogger, exitOnConfigError, loadEnvFile, schemaAddress } from '@orrery/runtime';
import { readMasterConfig } from './config.js';
import { masterDatabase } from './persistence/master-database.js';

loadEnvFile();
const { config, databaseUrl } = exitOnConfigError(() => {
  const read = readMasterConfig(process.env);
  return { config: read, databaseUrl: schemaAddress(read, 'master') };
});
const database = masterDatabase(
  databaseUrl,
  createLogger('master-migrate', config.logLevel, { format: config.logFormat }),
);
try {
  await database.open();
  await database.migrate();
} finally {
  await database.close();
}
