import { messageOf, ConfigError, HealthRegistry, HealthServer, Metrics, SystemClock } from '@orrery/runtime';
import { createLogger, describeConfig, loadEnvFile, runUntilSignal } from '@orrery/runtime';
import { RabbitBroker } from '@orrery/messaging';
import { readWorkerConfig, workerConfigTable, type WorkerConfig } from './config.js';
import { startWorker } from './start-worker.js';

const EXIT_CONFIG = 78;

try {
  loadEnvFile();
  await main(readWorkerConfig(process.env));
} catch (error) {
  process.stderr.write(`worker: not started\n${messageOf(error)}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
}

async function main(config: WorkerConfig): Promise<void> {
  const { amqpUrl, namespace, nodeId } = config;
  if (amqpUrl === undefined) {
    throw new ConfigError([
      'ORRERY_AMQP_URL must be set for a worker of its own; without RabbitMQ use the standalone app.',
    ]);
  }
  const logger = createLogger('worker', config.logLevel, { format: config.logFormat });
  logger.info(describeConfig(workerConfigTable, config), 'configuration');
  const health = new HealthRegistry();
  const metrics = new Metrics({ app: 'worker' });
  const server = new HealthServer({ health, metrics, logger, port: config.healthPort });
  const broker = new RabbitBroker({ url: amqpUrl, namespace, clientName: `worker ${nodeId}`, logger });
  health.addReadinessCheck('broker', () => broker.isConnected());
  await server.start();
  const app = await startWorker(config, { broker, clock: new SystemClock(), logger, health, metrics });
  await runUntilSignal(
    {
      name: app.name,
      stop: async () => {
        await app.stop();
        await broker.close();
        await server.stop();
      },
    },
    logger,
  );
}
