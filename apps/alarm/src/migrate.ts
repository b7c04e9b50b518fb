import 'reflect-metadata';
import { Database } from '@orrery/persistence';
import { createLogger, loadEnvFile } from '@orrery/runtime';
import { clusterAddresses } from './cluster-addresses.js';
import { readAlarmConfig } from './config.js';
import { exitOnConfigError } from './exit-on-config-error.js';
import { alarmSchema } from './persistence/schema.js';

loadEnvFile();
const { config, databaseUrl } = exitOnConfigError(() => {
  const read = readAlarmConfig(process.env);
  return { config: read, ...clusterAddresses(read) };
});
const logger = createLogger('alarm-migrate', config.logLevel, { format: config.logFormat });
const database = new Database({ url: databaseUrl, name: 'alarm', logger, ...alarmSchema });
try {
  await database.open();
  await database.migrate();
} finally {
  await database.close();
}
