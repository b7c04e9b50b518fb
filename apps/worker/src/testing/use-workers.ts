import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InProcessBroker, type Broker } from '@orrery/messaging';
import { createLogger, SystemClock, type RunningApp } from '@orrery/runtime';
import { afterEach } from 'vitest';
import { readWorkerConfig, type WorkerConfig } from '../config.js';
import { startWorkerApp } from '../start-worker.js';
import type { WorkerDependencies } from '../worker-dependencies.js';

export const silent = createLogger('test', 'silent');

/** Starts workers for the tests of one file and stops them, with their files, after each test. */
export function useWorkers() {
  const running: RunningApp[] = [];
  const directories: string[] = [];
  const brokers: Broker[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.stop()));
    for (const broker of brokers.splice(0)) await broker.close();
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  const dataDir = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'orrery-worker-'));
    directories.push(directory);
    return directory;
  };
  /** Users of attempts get there. */
  const workDir = async () => {
    const directory = await dataDir();
    await chmod(directory, 0o711);
    return directory;
  };
  return {
    dataDir,
    inProcessBroker: () => {
      const broker = new InProcessBroker({ logger: silent });
      brokers.push(broker);
      return broker;
    },
    start: async (
      broker: Broker,
      settings: Partial<WorkerConfig> = {},
      dependencies: Partial<WorkerDependencies> = {},
    ): Promise<RunningApp> => {
      const defaults = { ...readWorkerConfig({}), nodeId: 'w-1', slots: 4, drainMs: 0, welcomeMs: 0 };
      const places = { dataDir: settings.dataDir ?? (await dataDir()), workDir: await workDir() };
      const config = { ...defaults, ...places, ...settings };
      const app = await startWorkerApp(config, {
        broker,
        clock: new SystemClock(),
        logger: silent,
        ...dependencies,
      });
      running.push(app);
      return app;
    },
  };
}
