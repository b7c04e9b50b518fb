import { ConfigError } from './config-error.js';

/** The part of an app's configuration that says where the servers are. */
export interface AddressConfig {
  readonly mysqlUrl?: string;
  readonly amqpUrl?: string;
  readonly namespace: string;
}

/** Where RabbitMQ is: a process of its own cannot do without it. @throws ConfigError */
export function brokerAddress(config: Pick<AddressConfig, 'amqpUrl'>): string {
  return given({ ORRERY_AMQP_URL: config.amqpUrl })[0]!;
}

/** The URL of a service's own schema, `<namespace>_<service>`. @throws ConfigError */
export function schemaAddress(
  config: Pick<AddressConfig, 'mysqlUrl' | 'namespace'>,
  service: string,
): string {
  const [server] = given({ ORRERY_MYSQL_URL: config.mysqlUrl });
  const url = new URL(server!);
  url.pathname = `/${config.namespace}_${service}`;
  return url.toString();
}

/** Both servers of a service in a cluster. @throws ConfigError naming each that is missing. */
export function clusterAddresses(
  config: AddressConfig,
  service: string,
): { readonly databaseUrl: string; readonly amqpUrl: string } {
  given({ ORRERY_MYSQL_URL: config.mysqlUrl, ORRERY_AMQP_URL: config.amqpUrl });
  return { databaseUrl: schemaAddress(config, service), amqpUrl: brokerAddress(config) };
}

function given(variables: Readonly<Record<string, string | undefined>>): string[] {
  const missing = Object.keys(variables).filter((name) => variables[name] === undefined);
  if (missing.length > 0)
    throw new ConfigError(missing.map((name) => `${name} must be set in the cluster mode.`));
  return Object.values(variables) as string[];
}
