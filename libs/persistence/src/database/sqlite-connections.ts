import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { DataSource, type QueryRunner } from 'typeorm';
import { SnakeCaseNaming } from '../columns/snake-case-naming.js';
import { sqliteDialect } from '../dialect/dialect.js';
import { SqliteStatements } from '../session/sqlite-statements.js';
import { SqlSession } from '../session/sql-session.js';
import type { Connections, Lease } from './connections.js';
import type { DatabaseOptions } from './database-options.js';
import { Mutex } from './mutex.js';

const BUSY_TIMEOUT_MS = 5_000;

/** The single connection of an embedded database file, handed out to one unit of work at a time. */
export class SqliteConnections implements Connections {
  readonly dialect = sqliteDialect;
  readonly dataSource: DataSource;
  readonly #file: string;
  readonly #mutex = new Mutex();
  #session?: SqlSession;

  constructor(options: DatabaseOptions) {
    this.#file = options.url.slice('sqlite:'.length);
    this.dataSource = new DataSource({
      type: 'better-sqlite3',
      driver: Libsql,
      database: this.#file,
      timeout: BUSY_TIMEOUT_MS,
      enableWAL: true,
      prepareDatabase: (connection: Libsql.Database) => void connection.pragma('synchronous = NORMAL'),
      entities: [...options.entities],
      migrations: [...options.migrations],
      namingStrategy: new SnakeCaseNaming(),
      logging: false,
    });
  }

  async open(): Promise<void> {
    if (!this.dataSource.isInitialized) {
      await makePrivate(this.#file);
      await this.dataSource.initialize();
    }
    const runner = this.#runner();
    const connection = (await runner.connect()) as Libsql.Database;
    this.#session ??= new SqlSession(this.dialect, runner.manager, new SqliteStatements(connection));
  }

  async lease(): Promise<Lease> {
    if (!this.#session) throw new Error('the database is not open');
    const release = await this.#mutex.acquire();
    const runner = this.#runner();
    return {
      session: this.#session,
      begin: () => runner.startTransaction(),
      settle: async () => {},
      commit: () => runner.commitTransaction(),
      rollback: async () => {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
      },
      release: async () => release(),
    };
  }

  /** The file belongs to one process. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#mutex.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    const release = await this.#mutex.acquire();
    this.#session = undefined;
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    release();
  }

  /** TypeORM keeps one query runner for this driver. */
  #runner(): QueryRunner {
    return this.dataSource.createQueryRunner();
  }
}

/** The file, and what SQLite puts beside it, are for their user only: they hold password hashes and the secrets of tasks. */
async function makePrivate(file: string): Promise<void> {
  if (file === ':memory:') return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, '', { flag: 'a', mode: 0o600 });
}
