import { hostname } from 'node:os';
import {
  defineConfig,
  duration,
  healthConfig,
  integer,
  loggingConfig,
  messageOf,
  secret,
  text,
  url,
  type ConfigOf,
} from '@orrery/runtime';
import { readLogPlace } from './logs/log-place.js';
import { readKeyRing } from './secrets/key-ring.js';

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
  secretsKeys: secret('ORRERY_SECRETS_KEYS', {
    optional: true,
    doc:
      'Keys that encrypt the secrets of tasks, <name>:<32 bytes in base64>, separated by commas: the first encrypts, all decrypt. ' +
      'The same on every master; without it a cluster keeps no secrets.',
  }),
  logStore: text('ORRERY_LOG_STORE', {
    default: 'database',
    doc:
      'Where the output of runs is kept: database, directory:<absolute path>, or s3://<bucket>/<prefix>; the same on every master. ' +
      'What the database holds from before stays readable.',
  }),
  logS3Endpoint: url('ORRERY_LOG_S3_ENDPOINT', {
    optional: true,
    protocols: ['http', 'https'],
    doc: 'A server that speaks S3, where it is not AWS.',
  }),
  logS3Region: text('ORRERY_LOG_S3_REGION', { default: 'us-east-1', doc: 'Region of the bucket.' }),
  logS3AccessKey: text('ORRERY_LOG_S3_ACCESS_KEY', {
    optional: true,
    doc: 'Access key for the bucket. Default: what the AWS SDK finds (environment, profile, role).',
  }),
  logS3SecretKey: secret('ORRERY_LOG_S3_SECRET_KEY', { optional: true, doc: 'Secret key to it.' }),
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
  ...healthConfig(3010),
  ...loggingConfig,
};

export type MasterConfig = ConfigOf<typeof masterConfigTable>;

/** Reads the configuration of a master; throws a ConfigError that names each wrong variable. */
export const readMasterConfig = defineConfig(
  masterConfigTable,
  (config) =>
    config.planAheadMs > config.planEveryMs
      ? undefined
      : `ORRERY_PLAN_AHEAD_MS must be greater than ORRERY_PLAN_EVERY_MS (got ${config.planAheadMs})`,
  ({ secretsKeys }) => secretsKeys && faultOf('ORRERY_SECRETS_KEYS', () => readKeyRing(secretsKeys)),
  ({ logStore }) => faultOf('ORRERY_LOG_STORE', () => readLogPlace(logStore)),
  ({ logS3AccessKey, logS3SecretKey }) =>
    (logS3AccessKey === undefined) === (logS3SecretKey === undefined)
      ? undefined
      : 'ORRERY_LOG_S3_ACCESS_KEY and ORRERY_LOG_S3_SECRET_KEY must be set together, or neither',
);

function faultOf(variable: string, read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return `${variable} ${messageOf(error)}`;
  }
}
