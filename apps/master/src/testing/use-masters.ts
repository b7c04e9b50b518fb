import type { Broker } from '@orrery/messaging';
import type { Database } from '@orrery/persistence';
import { createLogger, newId, type RunningApp } from '@orrery/runtime';
import { useBroker, useDatabase, type UsedBroker } from '@orrery/testing';
import { afterAll, afterEach } from 'vitest';
import { readMasterConfig } from '../config.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { startMaster } from '../start-master.js';
import { MasterClient } from './master-client.js';
import { ScriptedWorker } from './scripted-worker.js';

/** A master of the test: where its broker and database are, when they are not the plain ones. */
export interface MasterPlace {
  readonly env?: Readonly<Record<string, string>>;
  readonly broker?: Broker;
  readonly databaseUrl?: string;
}

/** Masters, workers and a client on one real broker and one real schema of this test file. */
export interface UsedMasters {
  readonly rabbit: UsedBroker;
  readonly database: Database;
  readonly databaseUrl: string;
  start(place?: MasterPlace): Promise<RunningApp>;
  worker(
    group: string,
    onDispatch?: ConstructorParameters<typeof ScriptedWorker>[3],
  ): Promise<ScriptedWorker>;
  client(): MasterClient;
}

/** To be called at the top of a file. What a test starts is stopped after it. */
export function useMasters(): UsedMasters {
  const rabbit = useBroker();
  const { database, url: databaseUrl } = useDatabase({
    kind: 'mysql',
    entities: masterEntities,
    migrations: masterMigrations,
  });
  const stops: (() => Promise<unknown>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  afterEach(stopAll);
  afterAll(stopAll);

  return {
    rabbit,
    database,
    databaseUrl,
    async start(place = {}) {
      const env = { ORRERY_NODE_ID: `m-${newId().slice(-6)}`, ORRERY_DRAIN_MS: '3000', ...place.env };
      const broker = place.broker ?? (await rabbit.open());
      const logger = createLogger('test', 'silent');
      const deps = { broker, databaseUrl: place.databaseUrl ?? databaseUrl, logger };
      const app = await startMaster(readMasterConfig(env), deps);
      stops.push(() => app.stop());
      return app;
    },
    async worker(group, onDispatch) {
      const broker = await rabbit.open();
      const worker = new ScriptedWorker(broker, `w-${newId().slice(-8)}`, group, onDispatch);
      stops.push(() => worker.stop().then(() => broker.close()));
      return worker.start();
    },
    client: () => new MasterClient(rabbit.broker, `g-${newId().slice(-8)}`),
  };
}
