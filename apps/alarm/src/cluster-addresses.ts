import { ConfigError } from '@orrery/runtime';
import type { AlarmConfig } from './config.js';

/** Where the servers of a cluster are: a process of its own cannot do without them. @throws ConfigError */
export function clusterAddresses(config: AlarmConfig): {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
} {
  const { mysqlUrl, amqpUrl, namespace } = config;
  const problems: string[] = [];
  if (mysqlUrl === undefined) problems.push('ORRERY_MYSQL_URL must be set in the cluster mode.');
  if (amqpUrl === undefined) problems.push('ORRERY_AMQP_URL must be set in the cluster mode.');
  if (mysqlUrl === undefined || amqpUrl === undefined) throw new ConfigError(problems);
  return { databaseUrl: `${mysqlUrl.replace(/\/+$/, '')}/${namespace}_alarm`, amqpUrl };
}
