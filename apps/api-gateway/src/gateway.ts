import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@orrery/domain';
import type { Broker } from '@orrery/messaging';
import type { Database } from '@orrery/persistence';
import { Lifecycle, Loop, SystemClock, type Logger, type RunningApp } from '@orrery/runtime';
import type { GatewayConfig } from './config.js';
import { gatewayParts, type GatewayParts } from './gateway-parts.js';
import { GatewayModule } from './gateway.module.js';
import { ExpiredRowPruner } from './housekeeping/expired-row-pruner.js';
import { createHttpServer } from './http/http-server.js';
import { StartGate } from './http/start-gate.js';
import { gatewayDatabase } from './persistence/gateway-database.js';
import { localJwtSecret } from './secrets/local-secrets.js';
import { FirstAdmin, type FirstAdminCreated } from './users/first-admin.js';

const PRUNE_EVERY_MS = 10 * 60_000;

export interface GatewayDependencies {
  /** Connected or connecting; it belongs to the caller, who closes it after `stop`. */
  readonly broker: Broker;
  /** `mysql://…/schema` or `sqlite:…`. */
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Called once in an installation's life, in the process that made the user: show it, never log it. */
  readonly onFirstAdmin?: (admin: FirstAdminCreated) => void;
}

/** A gateway that listens. */
export interface RunningGateway extends RunningApp {
  /** Where it listens, e.g. `http://localhost:3000`. */
  readonly url: string;
  readonly port: number;
  readonly http: NestFastifyApplication;
}

/**
 * Starts the gateway: it listens at once and answers 503 until its database is open and migrated, which is when this
 * resolves.
 */
export async function startGateway(
  config: GatewayConfig,
  deps: GatewayDependencies,
): Promise<RunningGateway> {
  const { broker, logger, clock = new SystemClock() } = deps;
  const lifecycle = new Lifecycle(logger);
  const database = gatewayDatabase(deps.databaseUrl, logger);
  const jwtSecret = config.jwtSecret ?? (await localJwtSecret(config.dataDir));
  const parts = gatewayParts({ broker, database, clock, logger, jwtSecret, nodeId: config.nodeId });
  const gate = new StartGate();
  const { health, metrics } = parts;
  const module = GatewayModule.on(parts.providers);
  const http = await createHttpServer({ module, trustProxy: config.trustProxy, logger, metrics, gate });

  addReadinessChecks(parts, broker, database, gate);
  lifecycle.onStop('database', () => database.close());
  try {
    const port = await listen(http, config, logger);
    stopWithDrain(lifecycle, { http, parts, gate, unreadyMs: config.unreadyMs });
    await database.open();
    await database.migrate();
    const admin = await http.get(FirstAdmin).ensure(config.adminPassword);
    if (admin) deps.onFirstAdmin?.(admin);
    startPruning(lifecycle, { database, clock, logger, parts });
    gate.open();
    return {
      name: 'api-gateway',
      url: `http://localhost:${port}`,
      port,
      http,
      stop: () => lifecycle.stop(config.drainMs),
      health: () => health.health(),
      ready: async () => (await health.readiness()).ready,
    };
  } catch (error) {
    await lifecycle.stop(config.drainMs);
    throw error;
  }
}

function addReadinessChecks(parts: GatewayParts, broker: Broker, database: Database, gate: StartGate): void {
  parts.health.addReadinessCheck('accepting', () => gate.isOpen);
  parts.health.addReadinessCheck('broker', () => broker.isConnected());
  parts.health.addReadinessCheck('database', () => database.isReachable());
}

async function listen(http: NestFastifyApplication, config: GatewayConfig, logger: Logger): Promise<number> {
  await http.listen(config.port, config.host);
  const { port } = http.getHttpServer().address() as AddressInfo;
  logger.info({ port }, `the API listens on port ${port}`);
  return port;
}

interface Drain {
  readonly http: NestFastifyApplication;
  readonly parts: GatewayParts;
  readonly gate: StartGate;
  readonly unreadyMs: number;
}

/** Not ready -> a moment for load balancers -> no new connections, live streams end, requests in flight finish. */
function stopWithDrain(lifecycle: Lifecycle, { http, parts, gate, unreadyMs }: Drain): void {
  lifecycle.onStop('event feed', () => parts.feed.close());
  lifecycle.onStop('http', async () => {
    const closed = http.close();
    parts.channels.endAll();
    await closed;
  });
  lifecycle.onStop('readiness', async (remainingMs) => {
    gate.drain();
    await new Promise((resolve) => setTimeout(resolve, Math.min(unreadyMs, remainingMs / 2)));
  });
}

interface Pruning {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly parts: GatewayParts;
}

function startPruning(lifecycle: Lifecycle, { database, clock, logger, parts }: Pruning): void {
  const pruner = new ExpiredRowPruner(database, clock);
  const loop = new Loop({
    name: 'expired-rows',
    intervalMs: PRUNE_EVERY_MS,
    step: () => pruner.runOnce(),
    logger,
    registry: parts.health.loops,
    clock,
  });
  loop.start();
  lifecycle.onStop('expired-rows loop', () => loop.stop());
}
