import { Database } from '@orrery/persistence';
import type { Logger } from '@orrery/runtime';
import { gatewayEntities } from './entities/index.js';
import { gatewayMigrations } from './migrations/index.js';

/** A request waits no longer than this for a database that has gone away. */
const REQUEST_RETRY_MS = 3_000;

/** The gateway's own database; not opened. */
export function gatewayDatabase(url: string, logger: Logger): Database {
  return new Database({
    url,
    name: 'gateway',
    entities: gatewayEntities,
    migrations: gatewayMigrations,
    logger,
    retryDeadlineMs: REQUEST_RETRY_MS,
  });
}

/** The URL of the gateway's schema on a server. */
export function gatewaySchemaUrl(serverUrl: string, namespace: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${namespace}_gateway`;
  return url.toString();
}
