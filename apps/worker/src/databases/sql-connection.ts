import type { Socket } from 'node:net';
import type { SqlConnection } from '@orrery/domain';
import { createConnection, type Connection, type SslOptions } from 'mysql2';
import { guardedSocket } from '../reaching/guarded-connections.js';
import type { ReachRules } from '../reaching/reach-rules.js';

/** A connection, and the means to end it at once: what the driver calls so reads on to the end of what the server sends. */
export interface OpenConnection {
  readonly driver: Connection;
  readonly cut: () => void;
}

/**
 * Connects to a MySQL or MariaDB server that the worker's rules let through. One statement at a time, no files of the worker
 * (LOCAL INFILE), no code made of the names of columns, instants as texts.
 * @throws what the driver or the rules say.
 */
export async function openConnection(
  spec: SqlConnection,
  password: string | undefined,
  rules: ReachRules,
  connectTimeoutMs: number,
): Promise<OpenConnection> {
  const { host, port, database, user } = spec;
  let socket: Socket | undefined;
  const driver = createConnection({
    ...{ host, port, database, user, password },
    ssl: sslOf(spec),
    stream: () => (socket = named(guardedSocket(rules, host, port), host)),
    connectTimeout: connectTimeoutMs,
    multipleStatements: false,
    flags: ['-LOCAL_FILES'],
    disableEval: true,
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
  });
  const cut = () => {
    driver.destroy();
    socket?.destroy();
  };
  return await new Promise((resolve, reject) => {
    // Whatever happens to it later is also told to the statement on its way.
    driver.on('error', reject);
    driver.connect((error) => {
      if (error === null) return resolve({ driver, cut });
      cut();
      reject(error);
    });
  });
}

/** TLS asks the socket for the name in the certificate; one that goes to an address knows none, and "localhost" would do. */
function named(socket: Socket, host: string): Socket {
  return Object.assign(socket, { _host: host });
}

function sslOf({ tls, ca }: SqlConnection): SslOptions | undefined {
  if (tls === 'off') return undefined;
  const isVerified = tls === 'verify';
  return { rejectUnauthorized: isVerified, verifyIdentity: isVerified, ca };
}
