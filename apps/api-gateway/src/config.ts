import { hostname } from 'node:os';
import {
  defineConfig,
  duration,
  integer,
  loggingConfig,
  oneOf,
  secret,
  text,
  url,
  type ConfigOf,
} from '@orrery/runtime';

/** Every variable the gateway reads. */
export const gatewayConfigTable = {
  mode: oneOf('ORRERY_MODE', ['standalone', 'cluster'], {
    default: 'cluster',
    doc: 'Whether this process stands alone or is one of a cluster.',
  }),
  port: integer('ORRERY_PORT', { default: 3000, min: 0, max: 65_535, doc: 'Port of the HTTP API; 0: any.' }),
  host: text('ORRERY_HOST', { default: '0.0.0.0', doc: 'Address the HTTP API listens on.' }),
  trustProxy: integer('ORRERY_TRUST_PROXY', {
    default: 0,
    min: 0,
    max: 10,
    doc: 'Number of proxies in front whose X-Forwarded-For is believed.',
  }),
  jwtSecret: secret('ORRERY_JWT_SECRET', {
    optional: true,
    minLength: 32,
    doc: 'Signs access tokens; the same on every gateway. At least 32 characters.',
  }),
  adminPassword: secret('ORRERY_ADMIN_PASSWORD', {
    optional: true,
    minLength: 8,
    doc: 'Password of the user "admin" that the first start creates; generated and printed once when absent.',
  }),
  mysqlUrl: url('ORRERY_MYSQL_URL', {
    optional: true,
    protocols: ['mysql'],
    doc: 'MySQL or MariaDB server, without a database: mysql://user:password@host:3306.',
  }),
  amqpUrl: url('ORRERY_AMQP_URL', {
    optional: true,
    protocols: ['amqp', 'amqps'],
    doc: 'RabbitMQ server: amqp://user:password@host:5672.',
  }),
  namespace: text('ORRERY_NAMESPACE', {
    default: 'orrery',
    pattern: /^[a-z][a-z0-9_]{0,40}$/,
    doc: 'Prefix of queues, exchanges and schemas; separates installations on the same servers.',
  }),
  nodeId: text('ORRERY_NODE_ID', {
    default: `gateway-${hostname()}`,
    doc: 'Stable name of this process.',
  }),
  dataDir: text('ORRERY_DATA_DIR', {
    default: '.orrery',
    doc: 'Where a standalone process keeps its files.',
  }),
  drainMs: duration('ORRERY_DRAIN_MS', {
    default: 10_000,
    max: 600_000,
    doc: 'Grace period of a stop: requests in flight may end within it.',
  }),
  unreadyMs: duration('ORRERY_UNREADY_MS', {
    default: 500,
    max: 60_000,
    doc: 'How long a stopping gateway says "not ready" before it refuses connections, for load balancers.',
  }),
  ...loggingConfig,
};

export type GatewayConfig = ConfigOf<typeof gatewayConfigTable>;

/** Reads the gateway's configuration. @throws ConfigError naming each wrong variable. */
export const readGatewayConfig = defineConfig(
  gatewayConfigTable,
  neededInCluster('ORRERY_JWT_SECRET', 'jwtSecret', 'at least 32 characters, the same on every gateway'),
  neededInCluster('ORRERY_MYSQL_URL', 'mysqlUrl', 'e.g. mysql://user:password@host:3306'),
  neededInCluster('ORRERY_AMQP_URL', 'amqpUrl', 'e.g. amqp://user:password@host:5672'),
);

function neededInCluster(variable: string, key: 'jwtSecret' | 'mysqlUrl' | 'amqpUrl', hint: string) {
  return (config: GatewayConfig) =>
    config.mode === 'cluster' && config[key] === undefined
      ? `${variable} must be set in cluster mode (${hint}).`
      : undefined;
}
