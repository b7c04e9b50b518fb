import { randomBytes } from 'node:crypto';
import { Database, type DatabaseOptions } from '@orrery/persistence';
import { createLogger } from '@orrery/runtime';
import { afterAll, beforeAll } from 'vitest';

export interface UseDatabaseOptions
  extends
    Pick<DatabaseOptions, 'entities' | 'migrations'>,
    Partial<Omit<DatabaseOptions, 'url' | 'entities' | 'migrations'>> {
  readonly kind: 'mysql' | 'sqlite';
}

/** A database of its own for one test file: opened and migrated before the tests, dropped after them. */
export interface UsedDatabase {
  readonly database: Database;
  /** Where it is; empty as `sqlite::memory:`, which nobody else can open. */
  readonly url: string;
}

/** To be called at the top of a `describe` (or file); the database may be used inside tests and hooks only. */
export function useDatabase(options: UseDatabaseOptions): UsedDatabase {
  const url = options.kind === 'mysql' ? freshMysqlUrl() : 'sqlite::memory:';
  const { kind, ...rest } = options;
  const database = new Database({ name: 'test', logger: createLogger('test', 'silent'), ...rest, url });
  beforeAll(async () => {
    await database.open();
    await database.migrate();
  });
  afterAll(async () => {
    if (kind === 'mysql' && database.dataSource.isInitialized) {
      await database.run((session) => session.execute(`DROP DATABASE \`${new URL(url).pathname.slice(1)}\``));
    }
    await database.close();
  });
  return { database, url };
}

/** The URL of a schema that does not exist yet, on the server of ORRERY_TEST_MYSQL_URL. */
export function freshMysqlUrl(): string {
  const server = process.env['ORRERY_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';
  return `${server.replace(/\/$/, '')}/orrery_test_${randomBytes(6).toString('hex')}`;
}
