import type { Clock } from '@orrery/domain';
import type { Database } from '@orrery/persistence';
import { readLogPlace, s3Place, type S3Settings } from './log-place.js';
import type { LogStore } from './log-store.js';
import { DirectoryFolders } from './stores/directory-folders.js';
import { LayeredLogStore } from './stores/layered-log.store.js';
import { NamedLogStore } from './stores/named-log.store.js';
import { S3Folders } from './stores/s3-folders.js';
import { SqlLogStore } from './stores/sql-log.store.js';

/** The store that the configuration names; what the database holds from before stays readable. */
export function configuredLogStore(
  config: S3Settings & { readonly logStore: string },
  database: Database,
  clock: Clock,
): LogStore {
  const inDatabase = new SqlLogStore(database, clock);
  const place = readLogPlace(config.logStore);
  if (place.kind === 'database') return inDatabase;
  const folders =
    place.kind === 'directory' ? new DirectoryFolders(place.path) : new S3Folders(s3Place(place, config));
  return new LayeredLogStore(new NamedLogStore(folders), inDatabase);
}
