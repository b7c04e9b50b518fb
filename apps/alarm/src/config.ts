import { hostname } from 'node:os';
import {
  defineConfig,
  duration,
  healthConfig,
  loggingConfig,
  secret,
  text,
  url,
  type ConfigEntry,
  type ConfigOf,
} from '@orrery/runtime';

/** A URL that may hold a password and is never printed. */
function secretUrl(env: string, protocols: readonly string[], doc: string): ConfigEntry<string | undefined> {
  const asUrl = url(env, { optional: true, protocols, doc });
  return { ...secret(env, { optional: true, doc }), kind: asUrl.kind, read: (value) => asUrl.read(value) };
}

/** Every setting of the alarm service, by environment variable. */
export const alarmConfigTable = {
  nodeId: text('ORRERY_NODE_ID', {
    default: hostname().replace(/[^A-Za-z0-9._-]/g, '-'),
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    doc: 'Name of this node, shown beside what it did. Default: the host name.',
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
  smtpUrl: secretUrl(
    'ORRERY_SMTP_URL',
    ['smtp', 'smtps'],
    'Mail server, e.g. smtp://user:password@host:587. Not set: mails are written to <ORRERY_DATA_DIR>/outbox.',
  ),
  smtpFrom: text('ORRERY_SMTP_FROM', {
    default: 'Orrery <orrery@localhost>',
    pattern: /^([^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
    doc: 'Sender of alarm mails.',
  }),
  publicUrl: url('ORRERY_PUBLIC_URL', {
    optional: true,
    protocols: ['http', 'https'],
    doc: 'Where people reach the API; mails link to it. Not set: they name paths only.',
  }),
  dataDir: text('ORRERY_DATA_DIR', {
    default: '.orrery',
    doc: 'Directory for what this node keeps in files.',
  }),
  drainMs: duration('ORRERY_DRAIN_MS', {
    default: 10_000,
    max: 600_000,
    doc: 'How long mails being sent may take to finish when the service stops.',
  }),
  ...healthConfig(3030),
  ...loggingConfig,
} as const;

export type AlarmConfig = ConfigOf<typeof alarmConfigTable>;

/** @throws ConfigError naming every wrong variable. */
export const readAlarmConfig = defineConfig(alarmConfigTable);
