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
