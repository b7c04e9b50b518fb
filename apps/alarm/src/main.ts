import 'reflect-metadata';
import { resolve } from 'node:path';
import { RabbitBroker } from '@orrery/messaging';
import { clusterAddresses, exitOnConfigError, loadEnvFile, runApp } from '@orrery/runtime';
import { alarmConfigTable, readAlarmConfig } from './config.js';
import { startAlarm } from './start-alarm.js';

loadEnvFile();
const { config, amqpUrl, databaseUrl } = exitOnConfigError(() => {
  const read = readAlarmConfig(process.env);
  return { config: read, ...clusterAddresses(read, 'alarm') };
});

await runApp({
  name: 'alarm',
  table: alarmConfigTable,
  config,
  start: async (parts) => {
    const { namespace, nodeId } = config;
    const { logger } = parts;
    const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName: `alarm ${nodeId}`, logger });
    const outboxDir = resolve(config.dataDir, 'outbox');
    const app = await startAlarm(config, { ...parts, broker, databaseUrl, outboxDir });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});
