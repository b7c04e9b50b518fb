import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { workerQueue } from '@orrery/contracts';
import { MessagingServer, RpcErrorFilter } from '@orrery/messaging';
import { Lifecycle, type RunningApp } from '@orrery/runtime';
import type { WorkerConfig } from './config.js';
import { heartbeatOf } from './heartbeat/this-workers-heartbeat.js';
import { measure } from './metrics/attempt-metrics.js';
import { stopAttempts } from './control/stop-attempts.js';
import type { WorkerDependencies } from './worker-dependencies.js';
import { makeWorkerParts, type WorkerParts } from './worker-parts.js';
import { WorkerModule } from './worker.module.js';

const CONTROL_PREFETCH = 100;
/** For ending processes and sending last reports, beyond the time attempts have to finish. */
const STOP_RESERVE_MS = 20_000;
const LAST_REPORTS_MS = 2_000;

/** Starts a worker: settles its former life, then takes work until it is stopped. The broker must be connectable. */
export async function startWorkerApp(
  config: WorkerConfig,
  dependencies: WorkerDependencies,
): Promise<RunningApp> {
  const { broker, logger, metrics } = dependencies;
  const lifecycle = new Lifecycle(logger);
  const parts = await makeWorkerParts(config, dependencies);
  const { health } = parts;
  try {
    await start(parts, config, dependencies, lifecycle);
  } catch (error) {
    await lifecycle.stop(STOP_RESERVE_MS);
    throw error;
  }
  if (metrics !== undefined) measure(metrics, parts);
  health.addReadinessCheck('broker', () => broker.isConnected());
  const { id, group } = parts.identity;
  logger.info({ group, slots: config.slots, handlers: parts.handlers.names() }, `worker ${id} is there`);
  return {
    name: 'worker',
    stop: () => lifecycle.stop(config.drainMs + STOP_RESERVE_MS),
    health: () => health.health(),
    ready: async () => (await health.readiness()).ready,
  };
}

/** What is started first is stopped last. */
async function start(
  parts: WorkerParts,
  config: WorkerConfig,
  dependencies: WorkerDependencies,
  lifecycle: Lifecycle,
): Promise<void> {
  const {
    containers,
    files,
    lock,
    spool,
    outbox,
    logs,
    http,
    intake,
    draining,
    loopLag,
    fence,
    guard,
    limit,
  } = parts;
  await files.prepare();
  lock.take();
  lifecycle.onStop('lock', () => lock.release());
  parts.isolation.prepare();
  await parts.formerLife.settle();
  lifecycle.onStop('isolation', async () => {
    parts.isolation.shells.stop();
    parts.isolation.remains.leave();
    await parts.directories.settled();
    await files.leave();
  });
  lifecycle.onStop('spool', () => spool.close());
  lifecycle.onStop('guard', async () => guard.stop());
  outbox.start();
  lifecycle.onStop('outbox', () => outbox.stop());
  lifecycle.onStop('logs', () => logs.stop());
  lifecycle.onStop('http', () => http.close());
  lifecycle.onStop('left containers', async () => containers?.left.stop());

  await parts.selfFence.close();
  await intake.pause('welcome');
  const app = await listen(parts, dependencies);
  lifecycle.onStop('control', () => app.close());
  const heartbeat = heartbeatOf(config, dependencies, parts);
  parts.answers.onWanted(() => heartbeat.answer());
  loopLag.start();
  await heartbeat.start();
  parts.missingMaster.start();
  lifecycle.onStop('heartbeat', async () => {
    loopLag.stop();
    parts.missingMaster.stop();
    await heartbeat.stop();
  });
  lifecycle.onStop('last reports', () => outbox.settle(LAST_REPORTS_MS));
  fence.start();
  lifecycle.onStop('fence', () => fence.stop());
  lifecycle.onStop('pull limit', () => limit.stop());
  await intake.open();
  void welcome(parts, config.welcomeMs);
  lifecycle.onStop('consumers', () => intake.close());
  lifecycle.onStop('attempts', () => stopAttempts(parts, config.drainMs, dependencies.logger));
  lifecycle.onStop('intake', () => draining.stop());
}

/** A master that confirms this worker also says how much it may pull; that is not waited for long. */
async function welcome({ lease, limit, intake }: WorkerParts, welcomeMs: number): Promise<void> {
  const confirmed = lease.held().then(() => sleep(welcomeMs, undefined, { ref: false }));
  await Promise.race([limit.told, confirmed]);
  intake.resume('welcome');
}

/** Control messages come through Nest; so do the handlers of users' modules. */
async function listen(
  parts: WorkerParts,
  { broker, logger, handlerModules = [] }: WorkerDependencies,
): Promise<INestMicroservice> {
  const control = workerQueue(parts.identity.id);
  const subscription = { queue: control.name, prefetch: CONTROL_PREFETCH };
  const subscriptions = {
    'worker.control': subscription,
    'worker.ping': subscription,
    'worker.lease': subscription,
    'worker.intake': subscription,
    'run.push': subscription,
  };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    WorkerModule.of(parts, handlerModules),
    {
      strategy: new MessagingServer({ broker, logger, subscriptions }),
      logger: ['error', 'warn'],
      abortOnError: false,
    },
  );
  app.useGlobalFilters(new RpcErrorFilter());
  await broker.connect();
  await broker.declare(control);
  await app.listen();
  return app;
}
