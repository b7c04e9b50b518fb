import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAlarmConfig, startAlarm } from '@orrery/alarm';
import {
  readGatewayConfig,
  startGateway,
  type FirstAdminCreated,
  type RunningGateway,
} from '@orrery/api-gateway';
import { localSecretsKeys, readMasterConfig, startMaster } from '@orrery/master';
import { InProcessBroker, InProcessHub } from '@orrery/messaging';
import { createLogger, Lifecycle, ProcessLock, SystemClock, type Logger } from '@orrery/runtime';
import { readWorkerConfig, startWorkerApp } from '@orrery/worker';
import { readStandaloneConfig } from './config.js';
import { seedDemo } from './demo.js';

/** The four apps in one process. */
export interface RunningStandalone {
  readonly url: string;
  /** Where mails are written to; undefined when a mail server is configured. */
  readonly outboxDir?: string;
  stop(): Promise<void>;
}

/** More than the apps need to close once their own grace is over. */
const stopReserveMs = 5_000;

/**
 * Starts the four apps on one in-process broker, each with its own SQLite file in the data directory. Resolves when the
 * API answers.
 * @throws ConfigError naming each wrong variable.
 */
export async function startStandalone(
  env: NodeJS.ProcessEnv,
  onFirstAdmin: (admin: FirstAdminCreated) => void,
): Promise<RunningStandalone> {
  const config = readStandaloneConfig(env);
  const configs = {
    master: readMasterConfig(env),
    worker: readWorkerConfig(env),
    alarm: readAlarmConfig(env),
    gateway: readGatewayConfig(env),
  };
  const dataDir = resolve(config.dataDir);
  const lock = await takeDataDir(dataDir);
  const logger = createLogger('standalone', config.logLevel, { format: config.logFormat });
  const lifecycle = new Lifecycle(logger);
  lifecycle.onStop('lock', () => lock.release());
  const parts = partsFor(dataDir, config, lifecycle);
  const outboxDir = join(dataDir, 'outbox');

  const stopOnFailure = async (error: unknown): Promise<never> => {
    await lifecycle.stop(config.drainMs + stopReserveMs);
    throw error;
  };
  const start = async (): Promise<RunningGateway> => {
    const secretsKeys = configs.master.secretsKeys ?? (await localSecretsKeys(dataDir));
    const master = await startMaster({ ...configs.master, secretsKeys }, await parts('master'));
    lifecycle.onStop('master', () => master.stop());
    const alarm = await startAlarm(configs.alarm, { ...(await parts('alarm')), outboxDir });
    lifecycle.onStop('alarm', () => alarm.stop());
    const worker = await startWorkerApp(configs.worker, await parts('worker'));
    lifecycle.onStop('worker', () => worker.stop());
    const gateway = await startGateway(configs.gateway, { ...(await parts('gateway')), onFirstAdmin });
    lifecycle.onStop('gateway', () => gateway.stop());
    return gateway;
  };
  const gateway = await start().catch(stopOnFailure);
  if (config.demo) {
    const { broker, clock } = await parts('demo');
    await seedDemo(broker, gateway.url, clock).catch(stopOnFailure);
  }
  return {
    url: gateway.url,
    ...(configs.alarm.smtpUrl === undefined && { outboxDir }),
    stop: () => lifecycle.stop(config.drainMs + stopReserveMs),
  };
}

/** The databases in it are made for one process. */
async function takeDataDir(dataDir: string): Promise<ProcessLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = new ProcessLock(
    dataDir,
    (pid, path) =>
      `ORRERY_DATA_DIR ${dataDir} is used by the process with id ${pid} (${path}): stop that one, or name another directory.`,
  );
  lock.take();
  return lock;
}

/** What each app is given: its own connection to the one broker, its own database, its own logger. */
function partsFor(dataDir: string, config: ReturnType<typeof readStandaloneConfig>, lifecycle: Lifecycle) {
  const clock = new SystemClock();
  const hub = new InProcessHub();
  return async (name: string) => {
    const logger: Logger = createLogger(name, config.logLevel, { format: config.logFormat });
    const broker = new InProcessBroker({ logger, hub, clock });
    lifecycle.onStop(`broker of ${name}`, () => broker.close());
    await broker.connect();
    return { broker, clock, logger, databaseUrl: `sqlite:${join(dataDir, `${name}.sqlite`)}` };
  };
}
