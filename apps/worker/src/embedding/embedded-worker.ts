import { RabbitBroker } from '@orrery/messaging';
import { createLogger, SystemClock, type RunningApp } from '@orrery/runtime';
import { startWorkerApp } from '../start-worker.js';
import { readWorkerSettings } from './read-worker-settings.js';
import type { WorkerOptions, WorkerSettings } from './worker-options.js';

/** A worker inside of a service. */
export interface EmbeddedWorker extends Pick<RunningApp, 'health' | 'ready'> {
  /** Under which it appears in `GET /workers`. */
  readonly id: string;
  /** Takes nothing more, lets what runs finish within `drainMs`, gives back what does not, and leaves the cluster. Twice is fine. */
  stop(): Promise<void>;
}

/**
 * Makes this process a worker of a cluster: it takes runs of its group whose tasks name one of its handlers. Resolves when it
 * takes work.
 * @throws ConfigError that names each wrong setting; its stack begins where this was called.
 */
export async function startWorker(options: WorkerOptions = {}): Promise<EmbeddedWorker> {
  const { handlers, modules, kinds = ['handler'], logger: given, ...settings } = options;
  const config = readHere(settings);
  const { amqpUrl: url, namespace, nodeId: id } = config;
  const logger = given ?? createLogger('worker', config.logLevel, { format: config.logFormat });
  const broker = new RabbitBroker({ url, namespace, clientName: `worker ${id}`, logger });
  const dependencies = { broker, clock: new SystemClock(), logger, handlers, handlerModules: modules, kinds };
  const app = await startWorkerApp(config, dependencies).catch(async (error: unknown) => {
    await broker.close();
    throw error;
  });
  return {
    id,
    stop: () => app.stop().finally(() => broker.close()),
    health: () => app.health(),
    ready: () => app.ready(),
  };
}

/** Whoever catches nothing sees the message and the line that called, not how it was found here. */
function readHere(settings: WorkerSettings): ReturnType<typeof readWorkerSettings> {
  try {
    return readWorkerSettings(settings, process.env);
  } catch (error) {
    Error.captureStackTrace(error as Error, startWorker);
    throw error;
  }
}
