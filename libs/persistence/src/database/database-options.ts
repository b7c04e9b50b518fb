import type { Logger } from '@orrery/runtime';
import type { MigrationInterface } from 'typeorm';

export interface DatabaseOptions {
  /** `mysql://user:password@host:3306/schema`, `sqlite:/absolute/file.sqlite` or `sqlite::memory:`. */
  readonly url: string;
  /** Shown in logs and errors, e.g. `master`. */
  readonly name: string;
  readonly entities: readonly (new () => object)[];
  /** Migration classes, named with the 13 digits of their time in ms at the end. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly logger: Logger;
  /** Connections of the MySQL pool. Default 10. */
  readonly poolSize?: number;
  /** How long work is tried again while its errors are transient. Default 10 s. */
  readonly retryDeadlineMs?: number;
  /** How long to wait for a free connection of the pool. Default 5 s. */
  readonly acquireTimeoutMs?: number;
  /** How long one statement may take on MySQL. Default 30 s. */
  readonly statementTimeoutMs?: number;
}
