/**
 * The worker of the drill: what the program of the worker does, and beside it a handler that takes its time, as services of users
 * have them. The programs are those that were built.
 */
const built = (folder) => import(new URL(`../../../../${folder}/dist/index.js`, import.meta.url).href);
const { readWorkerConfig, startWorkerApp, workerConfigTable } = await built('apps/worker');
const { RabbitBroker } = await built('libs/messaging');
const { brokerAddress, exitOnConfigError, runApp, SystemClock } = await built('libs/runtime');
const { defineHandler } = await built('libs/worker-sdk');

const wait = defineHandler('drill.wait', {
  run: ({ params, attempt, signal }) => {
    const ms = attempt === 1 ? params.firstMs : params.laterMs;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    });
  },
});

const config = exitOnConfigError(() => readWorkerConfig(process.env));
const { namespace, nodeId } = config;
await runApp({
  name: 'worker',
  table: workerConfigTable,
  config,
  start: async (parts) => {
    const { logger } = parts;
    const broker = new RabbitBroker({
      ...{ url: brokerAddress(config), namespace, logger },
      clientName: `worker ${nodeId}`,
    });
    const app = await startWorkerApp(config, {
      ...parts,
      broker,
      clock: new SystemClock(),
      handlers: [wait],
    });
    return { stop: () => app.stop().finally(() => broker.close()) };
  },
});
