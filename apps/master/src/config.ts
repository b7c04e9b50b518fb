import { hostname } from 'node:os';
import { defineConfig, duration, integer, loggingConfig, text, url, type ConfigOf } from '@orrery/runtime';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Every setting of a master, by environment variable. */
export const masterConfigTable = {
  nodeId: text('ORRERY_NODE_ID', {
    default: hostname().replace(/[^A-Za-z0-9._-]/g, '-'),
    pattern: NAME,
    doc: 'Stable name of this master; two masters must not share one. Default: the host name.',
  }),
  mysqlUrl: url('ORRERY_MYSQL_URL', {
    optional: true,
    protocols: ['mysql'],
    doc: 'MySQL or MariaDB without a database, e.g. mysql://user:password@host:3306. Needed in the cluster mode.',
  }),
  amqpUrl: url('ORRERY_AMQP_URL', {
    optional: true,
    protocols: ['amqp', 'amqps'],
    doc: 'RabbitMQ, e.g. amqp://user:password@host:5672. Needed in the cluster mode.',
  }),
  namespace: text('ORRERY_NAMESPACE', {
    default: 'orrery',
    pattern: /^[A-Za-z][A-Za-z0-9_]{0,39}$/,
    doc: 'Prefix of everything this installation has in the broker and of its database schemas.',
  }),
  poolSize: integer('ORRERY_MYSQL_POOL', {
    default: 10,
    min: 2,
    max: 200,
    doc: 'Connections to the database.',
  }),
  planEveryMs: duration('ORRERY_PLAN_EVERY_MS', {
    default: 500,
    min: 50,
    max: 10_000,
    doc: 'How often due schedules are looked for.',
  }),
  planAheadMs: duration('ORRERY_PLAN_AHEAD_MS', {
    default: 3_000,
    min: 100,
    max: 60_000,
    doc: 'How far ahead planned times are turned into runs.',
  }),
  holdMs: duration('ORRERY_HOLD_MS', {
    default: 500,
    min: 100,
    max: 60_000,
    doc: 'How long after its due time a planned run belongs to the master that planned it.',
  }),
  acceptWithinMs: duration('ORRERY_ACCEPT_WITHIN_MS', {
    default: 8_000,
    min: 500,
    max: 600_000,
    doc: 'A dispatched run that no worker accepted for so long is sent again.',
  }),
  slowStartMs: duration('ORRERY_SLOW_START_MS', {
    default: 10_000,
    max: 600_000,
    doc: 'A worker that joins a group at work gets its share of runs growing over so long; 0: all at once.',
  }),
  workerSilentMs: duration('ORRERY_WORKER_SILENT_MS', {
    default: 8_000,
    min: 1_000,
    max: 600_000,
    doc: 'A worker without a heartbeat for so long is lost.',
  }),
  drainMs: duration('ORRERY_DRAIN_MS', {
    default: 10_000,
    max: 600_000,
    doc: 'How long running work may take to finish when the master stops.',
  }),
  healthPort: integer('ORRERY_HEALTH_PORT', {
    default: 3010,
    min: 0,
    max: 65_535,
    doc: 'Port of /healthz, /readyz and /metrics; 0 takes any free one.',
  }),
  ...loggingConfig,
};

export type MasterConfig = ConfigOf<typeof masterConfigTable>;

/** Reads the configuration of a master; throws a ConfigError that names each wrong variable. */
export const readMasterConfig = defineConfig(masterConfigTable, (config) =>
  config.planAheadMs > config.planEveryMs
    ? undefined
    : `ORRERY_PLAN_AHEAD_MS must be greater than ORRERY_PLAN_EVERY_MS (got ${config.planAheadMs})`,
);
