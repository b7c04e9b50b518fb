import { NestFactory } from '@nestjs/core';
import { alarmEventsQueue, alarmRpcQueue } from '@orrery/contracts';
import type { Clock } from '@orrery/domain';
import { MessagingServer, RpcErrorFilter, ServiceClient, type Broker } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import {
  HealthRegistry,
  Lifecycle,
  Loop,
  Metrics,
  SystemClock,
  type Logger,
  type RunningApp,
} from '@orrery/runtime';
import { AlarmModule } from './alarm.module.js';
import { emailChannel } from './channels/email/email-channel.js';
import type { AlarmConfig } from './config.js';
import { alarmingMessages } from './incidents/incident.js';
import { ConsumedEventPruner } from './intake/consumed-event-pruner.js';
import { EventIntake } from './intake/event-intake.js';
import { defaultNotifyingPace, type NotifyingPace } from './intake/notifying-pace.js';
import { LetterWriter } from './notifying/letter-writer.js';
import { MasterRunLog } from './notifying/master-run-log.js';
import { defaultSendingPace, startNotifying, type SendingPace } from './notifying/start-notifying.js';
import { alarmSchema } from './persistence/schema.js';
import { SqlStorage } from './persistence/sql-storage.js';
import { TemplateRenderer } from './templates/template-renderer.js';

export interface AlarmDeps {
  /** Connected by the service when it is not yet; closed by whoever made it. */
  readonly broker: Broker;
  /** With the schema in it: `mysql://…/orrery_alarm` or `sqlite:/…/alarm.sqlite`. */
  readonly databaseUrl: string;
  /** Where mails go when no SMTP server is configured. */
  readonly outboxDir: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly health?: HealthRegistry;
  readonly metrics?: Metrics;
  readonly notifyingPace?: NotifyingPace;
  readonly sendingPace?: SendingPace;
}

export type AlarmStartConfig = Pick<AlarmConfig, 'nodeId' | 'smtpUrl' | 'smtpFrom' | 'publicUrl' | 'drainMs'>;

const PRUNE_EVERY_MS = 3_600_000;
const INTAKE = { queue: alarmEventsQueue.name, prefetch: 100, batch: { size: 50, waitMs: 20 } };

/** Starts the alarm service: opens and migrates its database, sends what is in the outbox, answers calls, takes events in. */
export async function startAlarm(config: AlarmStartConfig, deps: AlarmDeps): Promise<RunningApp> {
  const { broker, logger, clock = new SystemClock(), health = new HealthRegistry() } = deps;
  const lifecycle = new Lifecycle(logger);
  const database = new Database({ url: deps.databaseUrl, name: 'alarm', logger, ...alarmSchema });
  lifecycle.onStop('database', () => database.close());
  try {
    const storage = new SqlStorage(database);
    const renderer = new TemplateRenderer();
    const intake = new EventIntake(storage, deps.notifyingPace ?? defaultNotifyingPace);
    const strategy = new MessagingServer({
      broker,
      logger,
      clock,
      rpcQueue: alarmRpcQueue.name,
      subscriptions: Object.fromEntries(alarmingMessages.map((message) => [message, INTAKE])),
    });
    const module = AlarmModule.of({ clock, database, storage, intake, renderer });
    const app = await NestFactory.createMicroservice(module, {
      strategy,
      logger: false,
      abortOnError: false,
    });
    app.useGlobalFilters(new RpcErrorFilter());
    lifecycle.onStop('calls and events', () => app.close());
    await app.listen();
    startSending(config, { ...deps, clock, health }, { lifecycle, storage, renderer });
    startPruning(storage, { logger, health, lifecycle });
  } catch (error) {
    await lifecycle.stop(config.drainMs);
    throw error;
  }
  health.addReadinessCheck('alarm database', () => database.isReachable());
  health.addReadinessCheck('alarm broker', () => broker.isConnected());
  return {
    name: 'alarm',
    stop: () => lifecycle.stop(config.drainMs),
    health: () => health.health(),
    ready: async () => !lifecycle.stopping && (await health.readiness()).ready,
  };
}

type Parts = {
  readonly lifecycle: Lifecycle;
  readonly storage: SqlStorage;
  readonly renderer: TemplateRenderer;
};

function startSending(
  config: AlarmStartConfig,
  deps: AlarmDeps & { readonly clock: Clock; readonly health: HealthRegistry },
  { lifecycle, storage, renderer }: Parts,
): void {
  const { broker, clock, logger, outboxDir, health } = deps;
  const metrics = deps.metrics ?? new Metrics({ app: 'alarm', processMetrics: false });
  const tried = metrics.counter({
    name: 'orrery_alarm_notification_tries_total',
    help: 'Tries to deliver a notification, by what became of them.',
    labelNames: ['result'],
  });
  const pace = deps.sendingPace ?? defaultSendingPace;
  const channel = emailChannel({ ...config, outboxDir, connections: pace.batchSize, logger });
  const log = new MasterRunLog(new ServiceClient(broker));
  const writer = new LetterWriter(storage, log, renderer, config.publicUrl ?? '');
  const onTried = (result: string) => tried.inc({ result });
  const { nodeId } = config;
  const registry = health.loops;
  startNotifying({
    nodeId,
    storage,
    writer,
    channel,
    clock,
    logger,
    lifecycle,
    registry,
    pace,
    onTried,
  });
}

function startPruning(
  storage: SqlStorage,
  { logger, health, lifecycle }: { logger: Logger; health: HealthRegistry; lifecycle: Lifecycle },
): void {
  const pruner = new ConsumedEventPruner(storage);
  const step = () => pruner.runOnce();
  const name = 'consumed-event-pruner';
  const loop = new Loop({ name, intervalMs: PRUNE_EVERY_MS, step, logger, registry: health.loops });
  lifecycle.onStop('pruner', () => loop.stop());
  loop.start();
}
