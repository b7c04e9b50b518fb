import { UnavailableError } from '@orrery/domain';
import { messageOf, retryWithBackoff } from '@orrery/runtime';
import type { DataSource } from 'typeorm';
import type { Dialect } from '../dialect/dialect.js';
import { classifyDatabaseError } from '../errors/classify-database-error.js';
import { EarlierStatementError } from '../errors/earlier-statement-error.js';
import type { Session } from '../session/session.js';
import type { Connections, Lease } from './connections.js';
import type { DatabaseOptions } from './database-options.js';
import { MysqlConnections } from './mysql-connections.js';
import { NestingGuard } from './nesting-guard.js';
import { SqliteConnections } from './sqlite-connections.js';

const DEFAULT_RETRY_DEADLINE_MS = 10_000;
const REACHABLE_WITHIN_MS = 2_000;

/** The one database of a service: opens, migrates, and runs units of work that survive transient errors. */
export class Database {
  readonly #connections: Connections;
  readonly #closing = new AbortController();
  readonly #nesting = new NestingGuard();

  constructor(private readonly options: DatabaseOptions) {
    this.#connections = connectionsFor(options);
  }

  get dataSource(): DataSource {
    return this.#connections.dataSource;
  }

  get dialect(): Dialect {
    return this.#connections.dialect;
  }

  /** Waits until the server is reachable, saying so in the log, and makes the MySQL schema when it is missing. */
  async open(): Promise<void> {
    const { name, logger } = this.options;
    await retryWithBackoff(
      {
        initialMs: 250,
        maxMs: 1_000,
        signal: this.#closing.signal,
        shouldRetry: (error) => classifyDatabaseError(error) === 'transient',
        onWait: (error, delayMs) =>
          logger.warn(
            `database ${name} is not reachable (${messageOf(error)}); trying again in ${delayMs} ms`,
          ),
      },
      () => this.#connections.open(),
    );
    logger.info(`database ${name} is open`);
  }

  /** Runs the pending migrations; of several processes one does it and the others wait. */
  async migrate(): Promise<void> {
    const done = await this.#connections.exclusively(() =>
      this.dataSource.runMigrations({ transaction: 'each' }),
    );
    for (const migration of done)
      this.options.logger.info(`database ${this.options.name}: ran ${migration.name}`);
  }

  /**
   * Runs `work` in a transaction (READ COMMITTED). On a transient error the WHOLE work is run again, so it must not
   * touch anything but its session. Where the connection is lost during the commit, the work may run again although
   * it was committed: guarded updates, and ids made outside of it, keep that harmless.
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#retried(async (lease) => {
      await lease.begin();
      const result = await work(lease.session);
      await lease.commit();
      return result;
    });
  }

  /** Runs single statements outside a transaction, with the same retry. */
  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#retried(async (lease) => {
      const result = await work(lease.session);
      await lease.settle();
      return result;
    });
  }

  async isReachable(): Promise<boolean> {
    if (!this.dataSource.isInitialized) return false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), REACHABLE_WITHIN_MS);
    });
    const asked = this.#leased((lease) => lease.session.select('SELECT 1')).then(
      () => true,
      () => false,
    );
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }

  /** Ends a waiting `open`, lets the running work finish its statement, and closes. Closing twice is fine. */
  async close(): Promise<void> {
    this.#closing.abort(new Error(`database ${this.options.name} was closed`));
    await this.#connections.close();
  }

  async #retried<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    this.#nesting.refuse(this.options.name);
    const deadline = performance.now() + (this.options.retryDeadlineMs ?? DEFAULT_RETRY_DEADLINE_MS);
    const attempt = () => this.#leased((lease) => this.#nesting.within(() => work(lease)));
    try {
      return await retryWithBackoff(
        {
          initialMs: 20,
          maxMs: 1_000,
          signal: this.#closing.signal,
          shouldRetry: (error) =>
            classifyDatabaseError(error) === 'transient' && performance.now() < deadline,
          onWait: (error, delayMs) =>
            this.options.logger.debug(
              `database ${this.options.name}: ${messageOf(error)}; again in ${delayMs} ms`,
            ),
        },
        attempt,
      );
    } catch (error) {
      throw this.#asUnavailable(error);
    }
  }

  async #leased<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.#connections.lease();
    let broken = false;
    try {
      return await work(lease);
    } catch (thrown) {
      const error = EarlierStatementError.unwrapped(thrown);
      broken = await lease.rollback().then(
        () => isStuck(error),
        () => true,
      );
      throw error;
    } finally {
      await lease.release(broken);
    }
  }

  #asUnavailable(error: unknown): unknown {
    if (classifyDatabaseError(error) !== 'transient') return error;
    const unavailable = new UnavailableError(
      `The database "${this.options.name}" is not available (${messageOf(error)}); try again later.`,
    );
    unavailable.cause = error;
    return unavailable;
  }
}

/** A statement that timed out still runs on its connection: nobody else may get that one. */
function isStuck(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'PROTOCOL_SEQUENCE_TIMEOUT';
}

function connectionsFor(options: DatabaseOptions): Connections {
  if (options.url.startsWith('mysql://')) return new MysqlConnections(options);
  if (options.url.startsWith('sqlite:')) return new SqliteConnections(options);
  throw new Error(`The URL of database ${options.name} must begin with mysql:// or sqlite:`);
}
