import { describeConfig } from '../config/describe-config.js';
import type { ConfigOf, ConfigTable } from '../config/define-config.js';
import { exitIfConfigError } from '../config/exit-on-config-error.js';
import { HealthRegistry } from '../health/health-registry.js';
import { HealthServer } from '../health/health-server.js';
import { createLogger, type LogFormat, type Logger, type LogLevel } from '../logging/logger.js';
import { measureLoops } from '../metrics/measure-loops.js';
import { Metrics } from '../metrics/metrics.js';
import type { RunningApp } from './running-app.js';
import { runUntilSignal } from './run-until-signal.js';

/** What an app gets from the process it runs in. */
export interface ProcessParts {
  readonly logger: Logger;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
}

export interface AppProcess<Table extends ConfigTable> {
  readonly name: string;
  readonly table: Table;
  readonly config: ConfigOf<Table> & {
    readonly nodeId: string;
    /** Absent: the app answers health questions itself. */
    readonly healthPort?: number;
    readonly healthHost?: string;
    readonly logLevel: LogLevel;
    readonly logFormat: LogFormat;
  };
  readonly start: (parts: ProcessParts) => Promise<Pick<RunningApp, 'stop'>>;
}

/**
 * A process that is one app: answers health questions from the first moment, is ready when the app is, and drains it on
 * SIGINT or SIGTERM, also while it is still starting.
 */
export async function runApp<Table extends ConfigTable>(app: AppProcess<Table>): Promise<void> {
  const { name, config } = app;
  const logger = createLogger(name, config.logLevel, { format: config.logFormat });
  logger.info({ config: describeConfig(app.table, config) }, `${name} ${config.nodeId} starts`);
  const health = new HealthRegistry();
  const metrics = new Metrics({ app: name });
  measureLoops(metrics, health.loops);
  const server =
    config.healthPort === undefined
      ? undefined
      : new HealthServer({ health, metrics, logger, port: config.healthPort, host: config.healthHost });
  await server?.start().catch(exitIfPortTaken);
  let started = false;
  health.addReadinessCheck('started', () => started);
  const starting = app.start({ logger, health, metrics });
  starting.then(
    () => {
      started = true;
      logger.info(`${name} ${config.nodeId} is ready`);
    },
    (error: unknown) => {
      exitIfConfigError(error);
      logger.fatal({ err: error }, `${name} ${config.nodeId} could not start`);
      process.exit(1);
    },
  );
  const stop = async () => {
    if (started) await (await starting).stop();
    await server?.stop();
  };
  await runUntilSignal({ name, stop }, logger);
}

/** Another worker, say: it may be gone soon, so that a supervisor does well to try again. */
function exitIfPortTaken(error: unknown): never {
  const { code, port } = error as { readonly code?: string; readonly port?: number };
  if (code !== 'EADDRINUSE') throw error;
  process.stderr.write(
    `Port ${port} of /healthz and /metrics is used by another program: set ORRERY_HEALTH_PORT (npm run worker: --health-port) to a free one; 0 takes any.\n`,
  );
  process.exit(1);
}
