import { createHash } from 'node:crypto';
import mysql, { type Pool, type PoolConnection, type PoolOptions } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { DataSource, type QueryRunner } from 'typeorm';
import { SnakeCaseNaming } from '../columns/snake-case-naming.js';
import { mysqlDialect } from '../dialect/dialect.js';
import { MysqlStatements } from '../session/mysql-statements.js';
import { SqlSession } from '../session/sql-session.js';
import type { Connections, Lease } from './connections.js';
import type { DatabaseOptions } from './database-options.js';
import { parseMysqlUrl, serverConnection, SESSION_SETTINGS, type MysqlAddress } from './mysql-settings.js';

const MIGRATION_LOCK_WAIT_S = 120;

/** The connection pool of a MySQL or MariaDB schema. */
export class MysqlConnections implements Connections {
  readonly dialect = mysqlDialect;
  readonly dataSource: DataSource;
  readonly #address: MysqlAddress;
  readonly #acquireTimeoutMs: number;
  readonly #statementTimeoutMs: number;

  constructor(options: DatabaseOptions) {
    this.#address = parseMysqlUrl(options.url);
    this.#acquireTimeoutMs = options.acquireTimeoutMs ?? 5_000;
    this.#statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
    const { host, port, user, password, schema } = this.#address;
    this.dataSource = new DataSource({
      type: 'mysql',
      driver: { createPool },
      host,
      port,
      username: user,
      password,
      database: schema,
      timezone: 'Z',
      charset: 'utf8mb4_bin',
      multipleStatements: true,
      supportBigNumbers: true,
      bigNumberStrings: false,
      connectTimeout: 5_000,
      poolSize: options.poolSize ?? 10,
      extra: { enableKeepAlive: true, keepAliveInitialDelay: 5_000 },
      entities: [...options.entities],
      migrations: [...options.migrations],
      namingStrategy: new SnakeCaseNaming(),
      logging: false,
    });
  }

  async open(): Promise<void> {
    if (this.dataSource.isInitialized) return;
    await this.#prepareServer();
    await this.dataSource.initialize();
    for (const column of this.dataSource.entityMetadatas.flatMap((entity) => entity.columns)) {
      // On MySQL `text` and `blob` end at 64 KB; those without a limit are `longtext` and `longblob` there, and the migrations
      // make it so.
      if (column.type === 'text') column.type = 'longtext';
      if (column.type === 'blob') column.type = 'longblob';
    }
  }

  async lease(): Promise<Lease> {
    const runner = this.dataSource.createQueryRunner();
    const connection = await this.#acquire(runner);
    const statements = new MysqlStatements(connection, this.#statementTimeoutMs);
    return {
      session: new SqlSession(this.dialect, runner.manager, statements),
      begin: async () => {
        statements.begin();
        // Else it would begin transactions of its own in ours.
        Object.assign(runner, { isTransactionActive: true });
      },
      settle: () => statements.settle(),
      commit: () => statements.commit(),
      rollback: () => statements.rollback(),
      release: async (broken) => {
        if (broken) connection.destroy();
        await runner.release();
      },
    };
  }

  /** Holds a named lock of the server on a connection of its own: were it one of the pool, a pool of one would wait for itself. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const connection = await createConnection(serverConnection(this.#address));
    try {
      const name = `orrery.migrate.${createHash('sha1').update(this.#address.schema).digest('hex')}`;
      const [rows] = await connection.query('SELECT GET_LOCK(?, ?) AS taken', [name, MIGRATION_LOCK_WAIT_S]);
      if ((rows as { taken: number | null }[])[0]?.taken !== 1) {
        throw new Error(
          `the migration lock of ${this.#address.schema} was not free within ${MIGRATION_LOCK_WAIT_S} s`,
        );
      }
      return await work();
    } finally {
      connection.destroy();
    }
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** The pool itself would wait for a free connection for ever. */
  async #acquire(runner: QueryRunner): Promise<PoolConnection> {
    const connecting = runner.connect() as Promise<PoolConnection>;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `no connection to ${this.#address.schema} was free within ${this.#acquireTimeoutMs} ms`;
      const error = Object.assign(new Error(message), { code: 'DATABASE_ACQUIRE_TIMEOUT' });
      timer = setTimeout(() => reject(error), this.#acquireTimeoutMs);
    });
    try {
      return await Promise.race([connecting, late]);
    } catch (error) {
      void connecting.then(() => runner.release()).catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #prepareServer(): Promise<void> {
    const connection = await createConnection(serverConnection(this.#address));
    try {
      const { schema } = this.#address;
      const [versions] = await connection.query('SELECT VERSION() AS version');
      const isMariaDb = (versions as { version: string }[])[0]?.version.includes('MariaDB') ?? false;
      // The two describe their columns differently; TypeORM goes by the configured type.
      Object.assign(this.dataSource.driver.options, { type: isMariaDb ? 'mariadb' : 'mysql' });
      const [found] = await connection.query('SHOW DATABASES WHERE `Database` = ?', [schema]);
      if ((found as unknown[]).length > 0) return;
      const name = mysql.escapeId(schema, true);
      await connection.query(
        `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
      );
    } finally {
      connection.destroy();
    }
  }
}

/** TypeORM makes its pool through this, so that each connection is set up before its first statement. */
function createPool(options: PoolOptions): Pool {
  const pool = mysql.createPool(options);
  pool.on('connection', (connection: PoolConnection) => {
    for (const setting of SESSION_SETTINGS) connection.query(setting);
  });
  return pool;
}
