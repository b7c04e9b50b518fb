import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { heartbeatsQueue, leaderQueue, logsQueue, masterRpcQueue, reportsQueue } from '@orrery/contracts';
import type { Clock } from '@orrery/domain';
import { MessagingServer, RpcErrorFilter, type Broker, type Subscriptions } from '@orrery/messaging';
import {
  createLogger,
  HealthRegistry,
  Lifecycle,
  SystemClock,
  type Logger,
  type Metrics,
  type RunningApp,
} from '@orrery/runtime';
import type { MasterConfig } from './config.js';
import { Leadership } from './leadership/leadership.js';
import { DefinitionCache } from './definitions/definition-cache.js';
import { MasterLoops } from './loops/master-loops.js';
import { measureBatches } from './metrics/measure-batches.js';
import { measureMaster } from './metrics/measure-master.js';
import { StaleReports } from './metrics/stale-reports.js';
import { MasterModule, type MasterParts } from './master.module.js';
import { masterDatabase } from './persistence/master-database.js';

/** What a master is started with. */
export interface MasterDeps {
  readonly broker: Broker;
  /** The master's own schema: `mysql://…/orrery_master` or `sqlite:/…/master.sqlite`. */
  readonly databaseUrl: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly health?: HealthRegistry;
  readonly metrics?: Metrics;
}

/** Batches are as large as one bulk statement stays quick, and wait no longer than a user would notice. */
const subscriptions: Subscriptions = {
  'run.report': { queue: reportsQueue.name, prefetch: 100, batch: { size: 500, waitMs: 3, eager: true } },
  'log.chunk': { queue: logsQueue.name, prefetch: 300, batch: { size: 100, waitMs: 10 } },
  'master.tick': { queue: leaderQueue.name, prefetch: 10 },
  'worker.heartbeat': { queue: heartbeatsQueue.name, prefetch: 200, batch: { size: 100, waitMs: 20 } },
};

/** Starts a master: waits for its database, migrates it, then plans, dispatches and records until stopped. */
export async function startMaster(config: MasterConfig, deps: MasterDeps): Promise<RunningApp> {
  const logger = deps.logger ?? createLogger('master', config.logLevel, { format: config.logFormat });
  const clock = deps.clock ?? new SystemClock();
  const health = deps.health ?? new HealthRegistry();
  const lifecycle = new Lifecycle(logger);
  const database = masterDatabase(deps.databaseUrl, logger, config.poolSize);
  lifecycle.onStop('database', () => database.close());
  try {
    const parts = { config, broker: deps.broker, database, clock, logger, loops: health.loops };
    await listen(parts, lifecycle, deps.metrics);
  } catch (error) {
    await lifecycle.stop(config.drainMs);
    throw error;
  }
  health.addReadinessCheck('database', () => database.isReachable());
  health.addReadinessCheck('broker', () => deps.broker.isConnected());
  return {
    name: 'master',
    stop: () => lifecycle.stop(config.drainMs),
    health: () => health.health(),
    ready: async () => (await health.readiness()).ready,
  };
}

/** Answers and takes messages first, works by itself second; stopped in the opposite order. */
async function listen(parts: MasterParts, lifecycle: Lifecycle, metrics?: Metrics): Promise<void> {
  const { broker, clock, config, logger } = parts;
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(MasterModule.register(parts), {
    logger: false,
    abortOnError: false,
    strategy: new MessagingServer({
      broker,
      logger,
      rpcQueue: masterRpcQueue.name,
      subscriptions,
      drainMs: config.drainMs,
      clock,
      onBatch: metrics && measureBatches(metrics),
    }),
  });
  app.useGlobalFilters(new RpcErrorFilter());
  lifecycle.onStop('messages', () => app.close());
  await app.listen();
  if (metrics !== undefined) {
    measureMaster(metrics, {
      leadership: app.get(Leadership),
      staleReports: app.get(StaleReports),
      definitions: app.get(DefinitionCache),
    });
  }
  const loops = app.get(MasterLoops);
  loops.start();
  lifecycle.onStop('loops', () => loops.stop());
}
