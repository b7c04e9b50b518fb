import type { ConnectionOptions } from 'mysql2';

/** Run on every new connection: UTC, strict values, and locks that are not waited for longer than work may take. */
export const SESSION_SETTINGS = [
  "SET time_zone = '+00:00', innodb_lock_wait_timeout = 5, sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  // MariaDB only: a process that stands still in a transaction must not keep its rows from the others (MySQL has no such limit).
  'SET time_zone = @@time_zone /*M!100300 , idle_transaction_timeout = 4 */',
  // The variable of the same meaning has different names in MySQL and MariaDB.
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
] as const;

/** Where a `mysql://` URL points. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly schema: string;
}

export function parseMysqlUrl(url: string): MysqlAddress {
  const { hostname, port, username, password, pathname } = new URL(url);
  const schema = decodeURIComponent(pathname.slice(1));
  if (schema === '')
    throw new Error('the MySQL URL must end in the name of a schema: mysql://user:password@host:3306/schema');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    schema,
  };
}

/** Settings of a plain mysql2 connection to the server, without a schema. */
export function serverConnection(address: MysqlAddress): ConnectionOptions {
  const { host, port, user, password } = address;
  return { host, port, user, password, connectTimeout: 5_000, timezone: 'Z', charset: 'utf8mb4_bin' };
}
