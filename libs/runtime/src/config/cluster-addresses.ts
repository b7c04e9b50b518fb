import { ConfigError } from './config-error.js';

/** The part of an app's configuration that says where the servers are. */
export interface AddressConfig {
  readonly mysqlUrl?: string;
  readonly amqpUrl?: string;
  readonly namespace: string;
}

/** Where RabbitMQ is: a process of its own cannot do without it. @throws ConfigError */
export function brokerAddress({ amqpUrl }: Pick<AddressConfig, 'amqpUrl'>): string {
  if (amqpUrl === undefined) throw new ConfigError(['ORRERY_AMQP_URL must be set in the cluster mode.']);
  return amqpUrl;
}

/** The URL of a service's own schema, `<namespace>_<service>`. @throws ConfigError */
export function schemaAddress({ mysqlUrl, namespace }: AddressConfig, service: string): string {
  if (mysqlUrl === undefined) throw new ConfigError(['ORRERY_MYSQL_URL must be set in the cluster mode.']);
  return `${mysqlUrl.replace(/\/+$/, '')}/${namespace}_${service}`;
}
