import { acquireMysql } from '@orrery/scripts/services/acquire.mjs';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll } from 'vitest';
import { TestAuthority } from './test-authority.js';

const startLimitMs = 300_000;

/** A database server of its own for the tests of one file, whose root has no password. */
export interface UsedTlsMysql {
  /** As root, without encryption. */
  readonly url: string;
  /** Who signed the certificate of the server, as PEM. */
  readonly ca: string;
  /** Gives it another certificate, which it has from then on. */
  issue(...names: readonly string[]): Promise<void>;
}

/** Starts a MySQL or MariaDB on 127.0.0.1 with a certificate for these names (`DNS:localhost`, `IP:127.0.0.1`). */
export function useTlsMysql(names: readonly string[]): UsedTlsMysql {
  let authority: TestAuthority | undefined;
  let server: Awaited<ReturnType<typeof acquireMysql>> | undefined;
  let admin: Connection | undefined;
  beforeAll(async () => {
    authority = await TestAuthority.create();
    const { cert, key } = await authority.issue(...names);
    const settings = [`--ssl-ca=${authority.file}`, `--ssl-cert=${cert}`, `--ssl-key=${key}`];
    server = await acquireMysql({ settings });
    admin = await createConnection(server.url);
  }, startLimitMs);
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
    await authority?.remove();
  }, startLimitMs);
  return {
    get url() {
      return server!.url;
    },
    get ca() {
      return authority!.pem;
    },
    issue: async (...wanted) => {
      await authority!.issue(...wanted);
      await takeCertificate(admin!);
    },
  };
}

/** Each of the two knows only its own statement. */
async function takeCertificate(admin: Connection): Promise<void> {
  const [[row]] = await admin.query<RowDataPacket[]>('SELECT VERSION() AS version');
  const isMariaDb = String(row!['version']).includes('MariaDB');
  await admin.query(isMariaDb ? 'FLUSH SSL' : 'ALTER INSTANCE RELOAD TLS');
}
