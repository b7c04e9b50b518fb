import 'reflect-metadata';
import { Database } from '@orrery/persistence';
import { createLogger, exitOnConfigError, loadEnvFile, schemaAddress } from '@orrery/runtime';
import { readAlarmConfig } from './config.js';
import { alarmSchema } from './persistence/schema.js';

loadEnvFile();
const { config, databaseUrl } = exitOnConfigError(() => {
  const read = readAlarmConfig(process.env);
  return { config: read, databaseUrl: schemaAddress(read, 'alarm') };
});
const logger = createLogger('alarm-migrate', config.logLevel, { format: config.logFormat });
const database = new Database({ url: databaseUrl, name: 'alarm', logger, ...alarmSchema });
try {
  await database.open();
  await database.migrate();
} finally {
  await database.close();
}
