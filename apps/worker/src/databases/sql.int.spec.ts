import { SecretMask, type SqlConnection, type SqlSpec } from '@orrery/domain';
import { freshMysqlUrl } from '@orrery/testing';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readWorkerConfig } from '../config.js';
import { Attempt } from '../executing/attempt.js';
import { AttemptLog } from '../logs/attempt-log.js';
import { reachRulesOf } from '../reaching/reach-config.js';
import { dispatchOf } from '../testing/dispatch-of.js';
import { linesOfLog } from '../testing/lines-of-log.js';
import { SqlExecutor } from './sql-executor.js';

const url = new URL(freshMysqlUrl());
const database = url.pathname.slice(1);
const user = `u_${database}`.slice(0, 30);
const password = `p"w'${database}`;
const server = { host: url.hostname, port: Number(url.port || 3306), database, user } as const;
const connectionSpec: SqlConnection = { ...server, password: '${secrets.DB}', tls: 'off' };
let admin: Connection;

beforeAll(async () => {
  const { hostname: host, port, username, password: secret } = url;
  admin = await createConnection({ host, port: Number(port || 3306), user: username, password: secret });
  await admin.query(`CREATE DATABASE \`${database}\``);
  await admin.query(`CREATE USER '${user}'@'%' IDENTIFIED BY ${admin.escape(password)}`);
  await admin.query(`GRANT ALL ON \`${database}\`.* TO '${user}'@'%'`);
  await admin.query(`USE \`${database}\``);
  await admin.query(
    'CREATE TABLE thing (id BIGINT PRIMARY KEY AUTO_INCREMENT, name TEXT, data BLOB, at DATETIME(3))',
  );
});
beforeEach(() => admin.query('TRUNCATE thing'));
afterAll(async () => {
  await admin.query(`DROP DATABASE \`${database}\``);
  await admin.query(`DROP USER '${user}'@'%'`);
  await admin.end();
});

function attemptOf(
  spec: Partial<SqlSpec>,
  params: Record<string, unknown> = {},
  killGraceMs = 5_000,
): Attempt {
  const whole = { connection: connectionSpec, statements: [], transaction: true, maxRows: 100, ...spec };
  const dispatch = dispatchOf({ kind: 'sql', spec: whole, params, secrets: ['DB'], killGraceMs });
  const now = () => '';
  const log = new AttemptLog({ runId: 'r', attempt: 1, now, onAppend: () => undefined, limitBytes: 100_000 });
  const attempt = new Attempt(dispatch, log);
  attempt.take({ DB: password }, new SecretMask([password]));
  return attempt;
}

function executorOf(settings: Record<string, string> = {}): SqlExecutor {
  return new SqlExecutor(4_000, reachRulesOf(readWorkerConfig(settings)));
}

const execute = (
  spec: Partial<SqlSpec>,
  params?: Record<string, unknown>,
  settings?: Record<string, string>,
) => executorOf(settings).execute(attemptOf(spec, params));
const statement = (sql: string, ...params: string[]) => ({ sql, params });
const connected = async () => {
  const [rows] = await admin.query(
    "SELECT id FROM information_schema.processlist WHERE user = ? AND info LIKE 'SELECT SLEEP%'",
    [user],
  );
  return (rows as unknown[]).length;
};
const names = async () =>
  ((await admin.query('SELECT name FROM thing ORDER BY id'))[0] as { name: string }[]).map(
    ({ name }) => name,
  );

describe('an sql task', () => {
  it('gives the rows of its last select, and what it changed', async () => {
    const statements = [
      statement(
        'INSERT INTO thing (name, data, at) VALUES (?, ?, ?), (?, NULL, NULL)',
        'a',
        'b',
        'at',
        'list',
      ),
      statement('SELECT 1 AS one'),
      statement(
        'SELECT id, name, data, at, CAST(9007199254740993 AS DECIMAL(20)) AS big FROM thing WHERE id <= ? LIMIT ?',
        'most',
        'limit',
      ),
      statement("UPDATE thing SET name = 'other' WHERE id = 2"),
    ];
    const params = {
      a: "x'; DROP TABLE thing; --",
      b: 'bytes',
      at: '2026-01-02 03:04:05.678',
      list: [1, { a: null }],
      most: 5,
      limit: 1,
    };
    expect(await execute({ statements }, params)).toEqual({
      outcome: 'succeeded',
      exitCode: null,
      result: {
        rows: [
          {
            ...{ id: 1, name: params.a, data: 'Ynl0ZXM=', at: '2026-01-02 03:04:05.678' },
            big: '9007199254740993',
          },
        ],
        affectedRows: 3,
        insertId: 1,
      },
    });
    expect(await names()).toEqual([params.a, 'other']);
  });

  it('binds numbers, truth and nothing as they are', async () => {
    const statements = [statement('SELECT ? + 0.5 AS n, ? AS t, ? IS NULL AS none', 'n', 't', 'none')];
    expect(await execute({ statements }, { n: 2, t: true, none: null })).toMatchObject({
      result: { rows: [{ n: expect.toSatisfy((n) => Number(n) === 2.5) as number, t: 1, none: 1 }] },
    });
  });

  it('is not tried again without a parameter that it binds', async () => {
    const statements = [statement('INSERT INTO thing (name) VALUES (?)', 'name')];
    expect(await execute({ statements }, {})).toMatchObject({
      failure: { kind: 'refused', message: 'the run has no parameter "name"', retry: { kind: 'never' } },
    });
  });

  it('takes back what it did when a statement fails, unless it wants no transaction', async () => {
    const statements = [statement("INSERT INTO thing (name) VALUES ('first')"), statement('SELEC nonsense')];
    const failed = await execute({ statements });
    expect(failed).toMatchObject({
      outcome: 'failed',
      failure: { kind: 'sql', message: expect.stringMatching(/^statement 2 on .*syntax/) as string },
    });
    expect(await names()).toEqual([]);
    expect(await execute({ statements, transaction: false })).toMatchObject({ failure: { kind: 'sql' } });
    expect(await names()).toEqual(['first']);
  });

  it('takes one statement at a time', async () => {
    const statements = [statement("INSERT INTO thing (name) VALUES ('a'); DROP TABLE thing")];
    expect(await execute({ statements })).toMatchObject({ failure: { kind: 'sql' } });
    expect(await names()).toEqual([]);
  });

  it('sends no file of the worker', async () => {
    const statements = [statement("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE thing (name)")];
    expect(await execute({ statements, transaction: false })).toMatchObject({ outcome: 'failed' });
    expect(await names()).toEqual([]);
  });

  it.each([
    ['SELECT seq FROM seq_1_to_101', 'gives more than 100 rows'],
    ["SELECT REPEAT('x', 1000) AS x FROM seq_1_to_5", 'gives rows longer than 4000 bytes'],
    ["SELECT REPEAT('x', 5000) AS x", 'gives a row that is longer than 4000 bytes'],
    ['SELECT a.seq FROM seq_1_to_100000000 a', 'gives more than 100 rows'],
  ])('fails when %s gives more than a result may be', async (sql, message) => {
    expect(await execute({ statements: [statement(sql)] })).toMatchObject({
      failure: { kind: 'output', message: expect.stringContaining(message) as string },
    });
  });

  it('ends its statement in the server when it has to end, and takes back what it did', async () => {
    const statements = [
      statement("INSERT INTO thing (name) VALUES ('first')"),
      statement('SELECT SLEEP(30)'),
    ];
    const attempt = attemptOf({ statements });
    const executed = executorOf().execute(attempt);
    await expect.poll(connected).toBe(1);
    const startMs = performance.now();
    attempt.end({ kind: 'timeout', timeoutMs: 10 });
    expect(await executed).toEqual({ outcome: 'ended' });
    expect(performance.now() - startMs).toBeLessThan(4_000);
    expect(await connected()).toBe(0);
    expect(await names()).toEqual([]);
  });

  it('is left when its statement does not end in time', async () => {
    const attempt = attemptOf({ statements: [statement('SELECT SLEEP(20)')] }, {}, 0);
    const executed = executorOf().execute(attempt);
    await expect.poll(connected).toBe(1);
    attempt.end({ kind: 'cancelled', reason: 'test' });
    expect(await executed).toEqual({ outcome: 'ended' });
    await expect.poll(connected).toBe(0);
  });

  it('says nothing of its password', async () => {
    const attempt = attemptOf({ statements: [statement('SELECT 1 AS one')] });
    const wrong = attemptOf({ statements: [statement('SELECT 1 AS one')] });
    wrong.take({ DB: 'wrong-password' }, new SecretMask([]));
    const executed = [await executorOf().execute(attempt), await executorOf().execute(wrong)];
    expect(executed).toMatchObject([
      { outcome: 'succeeded' },
      { failure: { kind: 'sql', message: expect.stringContaining('Access denied') as string } },
    ]);
    const said = JSON.stringify([executed, await linesOfLog(attempt.log), await linesOfLog(wrong.log)]);
    expect(said).not.toContain('wrong-password');
    expect(said).not.toContain(JSON.stringify(password).slice(1, -1));
    expect(said).toContain('statement 1: 1 rows in');
  });

  it('takes no password that stands in its definition', async () => {
    const connection = { ...connectionSpec, password };
    expect(await execute({ connection, statements: [statement('SELECT 1')] })).toMatchObject({
      failure: { message: expect.stringContaining('its password is no secret of the task') as string },
    });
  });
});

describe('a server', () => {
  const statements = [statement('SELECT 1 AS one')];
  it.each(['127.0.0.1', '2130706433', 'localhost', '::ffff:127.0.0.1'])(
    'is not reached as %s where the worker may not',
    async (host) => {
      const connection = { ...connectionSpec, host };
      const production = { NODE_ENV: 'production' };
      expect(await execute({ connection, statements }, {}, production)).toMatchObject({
        failure: { kind: 'refused', retry: { kind: 'never' } },
      });
    },
  );

  it('that is not there fails the attempt', async () => {
    const connection = { ...connectionSpec, host: '127.0.0.1', port: 1 };
    expect(await execute({ connection, statements })).toMatchObject({
      failure: { kind: 'network', message: expect.stringContaining('127.0.0.1:1: ') as string },
    });
  });

  it('without encryption is none to a task that wants it', async () => {
    const connection = { ...connectionSpec, tls: 'verify' as const };
    expect(await execute({ connection, statements })).toMatchObject({ outcome: 'failed' });
  });
});
