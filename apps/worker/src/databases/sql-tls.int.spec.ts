import type { SqlConnection } from '@orrery/domain';
import { TestAuthority, useTlsMysql } from '@orrery/testing';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { Attempt } from '../executing/attempt.js';
import { AttemptLog } from '../logs/attempt-log.js';
import { reachRulesOf } from '../reaching/reach-config.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { SqlExecutor } from './sql-executor.js';

const server = useTlsMysql(['DNS:localhost']);
const executor = new SqlExecutor(4_000, reachRulesOf(readWorkerConfig({})));
let admin: Connection;
let other: TestAuthority;

beforeAll(async () => {
  admin = await createConnection(server.url);
  await admin.query('SET GLOBAL require_secure_transport = ON');
  other = await TestAuthority.create();
});
afterAll(async () => {
  await admin.end();
  await other.remove();
});

/** How the connection is encrypted; what was wrong where there is none. */
async function cipherOf(over: Partial<SqlConnection>): Promise<string> {
  const port = Number(new URL(server.url).port);
  const connection: SqlConnection = {
    host: 'localhost',
    port,
    user: 'root',
    tls: 'verify',
    ca: server.ca,
    ...over,
  };
  const statements = [{ sql: "SHOW STATUS LIKE 'Ssl_cipher'" }];
  const spec = { connection, statements, transaction: false, maxRows: 10 };
  const now = () => '';
  const log = new AttemptLog({ runId: 'r', attempt: 1, now, onAppend: () => undefined, limitBytes: 10_000 });
  const executed = await executor.execute(new Attempt(dispatchOf({ kind: 'sql', spec }), log));
  if (executed.outcome === 'succeeded') {
    const { rows } = executed.result as { rows: { Value: string }[] };
    return rows[0]!.Value;
  }
  return executed.outcome === 'failed' ? executed.failure.message : executed.outcome;
}

const aCipher = /^(TLS_|ECDHE)/;

describe('an sql task with a server that wants encryption', () => {
  beforeEach(() => server.issue('DNS:localhost'));

  it('is encrypted where the authority it names has signed for the name it asks for', async () => {
    expect(await cipherOf({})).toMatch(aCipher);
  });

  it('is refused without encryption, by the server', async () => {
    expect(await cipherOf({ tls: 'off' })).toMatch(/Access denied|insecure transport/);
    await admin.query('SET GLOBAL require_secure_transport = OFF');
    expect(await cipherOf({ tls: 'off' })).toBe('');
    await admin.query('SET GLOBAL require_secure_transport = ON');
  });

  it('trusts nobody whom it does not name, and no authority that did not sign', async () => {
    expect(await cipherOf({ ca: undefined })).toMatch(/self.signed certificate|unable to (get|verify)/);
    expect(await cipherOf({ ca: other.pem })).toMatch(/self.signed certificate|unable to (get|verify)/);
  });

  it('trusts no certificate of another name', async () => {
    await server.issue('DNS:elsewhere.example');
    expect(await cipherOf({})).toMatch(/does not match certificate's altnames/);
    expect(await cipherOf({ tls: 'unverified', ca: undefined })).toMatch(aCipher);
  });

  it('trusts for an address what was signed for that address, and for nothing else', async () => {
    expect(await cipherOf({ host: '127.0.0.1' })).toMatch(/127\.0\.0\.1 is not in the cert's list/);
    await server.issue('IP:127.0.0.1');
    expect(await cipherOf({ host: '127.0.0.1' })).toMatch(aCipher);
    expect(await cipherOf({})).toMatch(/does not match certificate's altnames/);
  });
});
