import 'reflect-metadata';
import { resolve } from 'node:path';
import { RabbitBroker } from '@orrery/messaging';
import {
  createLogger,
  describeConfig,
  HealthRegistry,
  HealthServer,
  loadEnvFile,
  Metrics,
  runUntilSignal,
} from '@orrery/runtime';
import { clusterAddresses } from './cluster-addresses.js';
import { alarmConfigTable, readAlarmConfig } from './config.js';
import { exitOnConfigError } from './exit-on-config-error.js';
import { startAlarm } from './start-alarm.js';

loadEnvFile();
const { config, databaseUrl, amqpUrl } = exitOnConfigError(() => {
  const read = readAlarmConfig(process.env);
  return { config: read, ...clusterAddresses(read) };
});
const logger = createLogger('alarm', config.logLevel, { format: config.logFormat });
logger.info({ config: describeConfig(alarmConfigTable, config) }, `alarm node ${config.nodeId} starts`);

const health = new HealthRegistry();
const metrics = new Metrics({ app: 'alarm' });
const healthServer = new HealthServer({ health, metrics, logger, port: config.healthPort });
await healthServer.start();
let started = false;
health.addReadinessCheck('started', () => started);

const clientName = `alarm ${config.nodeId}`;
const broker = new RabbitBroker({ url: amqpUrl, namespace: config.namespace, clientName, logger });
const outboxDir = resolve(config.dataDir, 'outbox');
const app = await startAlarm(config, { broker, databaseUrl, outboxDir, logger, health, metrics });
started = true;

const stop = async () => {
  await app.stop();
  await broker.close();
  await healthServer.stop();
};
await runUntilSignal({ name: app.name, stop }, logger);
