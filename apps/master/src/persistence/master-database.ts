import { Database } from '@orrery/persistence';
import type { Logger } from '@orrery/runtime';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';

/** The database of the master, which nobody else reads. */
export function masterDatabase(url: string, logger: Logger, poolSize?: number): Database {
  return new Database({
    url,
    name: 'master',
    entities: masterEntities,
    migrations: masterMigrations,
    logger,
    poolSize,
  });
}
