import { randomUUID } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  freshUrl,
  dropSchema,
  sampleDatabase,
  useSampleDatabase,
  type Kind,
} from '../fixtures/database.fixture.js';
import { Gate } from '../fixtures/gate.fixture.js';
import type { Session } from '../index.js';

const row = (name: string, attempt = 0) => ({ id: randomUUID(), name, attempt, due_at: new Date() });
const names = (session: Session) =>
  session
    .select<{ name: string }>('SELECT name FROM sample ORDER BY name')
    .then((rows) => rows.map((r) => r.name));

describe.each<Kind>(['mysql', 'sqlite'])('transactions on %s', (kind) => {
  const database = useSampleDatabase(kind);

  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM sample'));
  });

  it('commit what was done, by SQL and by entity manager', async () => {
    await database.transaction(async (session) => {
      await session.insertMany('sample', [row('a')]);
      await session.manager.getRepository('Sample').save({ id: randomUUID(), name: 'b', dueAt: new Date() });
    });
    expect(await database.run(names)).toEqual(['a', 'b']);
  });

  it('roll back on an error, and hand it on as it is', async () => {
    const failure = new Error('no');
    const work = database.transaction(async (session) => {
      await session.insertMany('sample', [row('a')]);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await database.run(names)).toEqual([]);
  });

  it('do not mix when run at the same time', async () => {
    const one = async (name: string, fail: boolean) =>
      database.transaction(async (session) => {
        await session.insertMany('sample', [row(`${name}1`)]);
        await new Promise(setImmediate);
        await session.insertMany('sample', [row(`${name}2`)]);
        if (fail) throw new Error('no');
      });
    await Promise.allSettled([one('a', false), one('b', true), one('c', false), database.run(names)]);
    expect(await database.run(names)).toEqual(['a1', 'a2', 'c1', 'c2']);
  });

  it('refuse to be nested, instead of waiting for themselves', async () => {
    await expect(database.transaction(() => database.run(names))).rejects.toThrow(/hand the session on/);
    expect(await database.run(names)).toEqual([]);
  });

  it('may be begun by what finished work has started', async () => {
    let later: Promise<string[]> | undefined;
    await database.transaction(async () => {
      later = new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => database.run(names));
    });
    expect(await later).toEqual([]);
  });

  it('say whether the database is reachable', async () => {
    expect(await database.isReachable()).toBe(true);
  });
});

describe('a MySQL database under contention', () => {
  const database = useSampleDatabase('mysql');
  let other: Connection;

  beforeAll(async () => {
    const url = new URL('mysql://localhost');
    url.pathname = database.dataSource.options.database as string;
    const { host, port, username, password } = database.dataSource.options as never;
    other = await createConnection({ host, port, user: username, password, database: url.pathname.slice(1) });
  });
  afterAll(() => other.end());
  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM sample'));
    await database.run((session) => session.insertMany('sample', [row('a'), row('b')]));
  });

  it('runs a deadlocked transaction again as a whole', async () => {
    const locked = [new Gate(), new Gate()] as const;
    let attempts = 0;
    const crossing = (mine: 0 | 1, order: readonly [string, string]) =>
      database.transaction(async (session) => {
        attempts += 1;
        await session.execute('UPDATE sample SET attempt = attempt + 1 WHERE name = ?', [order[0]]);
        locked[mine].open();
        await locked[1 - mine]?.passed;
        await session.execute('UPDATE sample SET attempt = attempt + 1 WHERE name = ?', [order[1]]);
      });
    await Promise.all([crossing(0, ['a', 'b']), crossing(1, ['b', 'a'])]);
    expect(attempts).toBe(3);
    expect(await database.run((s) => s.select('SELECT attempt FROM sample'))).toEqual([
      { attempt: 2 },
      { attempt: 2 },
    ]);
  });

  it('runs a transaction again that waited too long for a lock', async () => {
    await other.beginTransaction();
    await other.query("UPDATE sample SET attempt = 7 WHERE name = 'a'");
    let attempts = 0;
    await database.transaction(async (session) => {
      attempts += 1;
      if (attempts === 2) await other.rollback();
      await session.execute('SET innodb_lock_wait_timeout = 1');
      await session.execute("UPDATE sample SET attempt = 1 WHERE name = 'b'");
      await session.execute("UPDATE sample SET attempt = attempt + 1 WHERE name = 'a'");
    });
    expect(attempts).toBe(2);
    expect(await database.run((s) => s.select('SELECT attempt FROM sample'))).toEqual([
      { attempt: 1 },
      { attempt: 1 },
    ]);
  });

  it('runs a transaction again whose connection was killed', async () => {
    const ids: number[] = [];
    await database.transaction(async (session) => {
      const [connection] = await session.select<{ id: number }>('SELECT CONNECTION_ID() AS id');
      ids.push(connection?.id ?? 0);
      await session.insertMany('sample', [row('c')]);
      if (ids.length === 1) await other.query(`KILL ${connection?.id}`);
      await session.insertMany('sample', [row('d')]);
    });
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    expect(await database.run(names)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives every connection UTC, READ COMMITTED and strict values', async () => {
    const settings = await Promise.all(
      Array.from({ length: 5 }, () =>
        database.transaction((session) =>
          session.select(
            'SELECT @@time_zone AS zone, @@sql_mode AS mode, CONNECTION_ID() AS id, SLEEP(0.05) AS slept',
          ),
        ),
      ),
    );
    expect(new Set(settings.flat().map((setting) => setting['id'])).size).toBe(5);
    for (const setting of settings.flat()) {
      expect(setting).toMatchObject({
        zone: '+00:00',
        mode: expect.stringContaining('STRICT_TRANS_TABLES') as string,
      });
    }
    const seen = await database.transaction(async (session) => {
      const before = await names(session);
      await other.query("DELETE FROM sample WHERE name = 'a'");
      return [before, await names(session)];
    });
    expect(seen).toEqual([['a', 'b'], ['b']]);
  });

  it('does not wait for a free connection for ever', async () => {
    const narrow = sampleDatabase(freshUrl('mysql'), {
      poolSize: 1,
      acquireTimeoutMs: 50,
      retryDeadlineMs: 100,
    });
    await narrow.open();
    await narrow.migrate();
    const hold = new Gate();
    const holding = narrow.run(() => hold.passed);
    await expect(narrow.run(names)).rejects.toMatchObject({ code: 'unavailable' });
    hold.open();
    await holding;
    expect(await narrow.run(names)).toEqual([]);
    await dropSchema(narrow);
    await narrow.close();
  });

  it('throws away a connection whose statement timed out', async () => {
    const hasty = sampleDatabase(freshUrl('mysql'), { statementTimeoutMs: 100, retryDeadlineMs: 50 });
    await hasty.open();
    await hasty.migrate();
    await expect(hasty.run((session) => session.select('SELECT SLEEP(20)'))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await hasty.run(names)).toEqual([]);
    await dropSchema(hasty);
    await hasty.close();
  });
});

describe('migrations on MySQL', () => {
  it('run once when several processes start at the same time', async () => {
    const url = freshUrl('mysql');
    const databases = [1, 2, 3].map(() => sampleDatabase(url));
    await Promise.all(databases.map((database) => database.open()));
    await Promise.all(databases.map((database) => database.migrate()));
    const [first] = databases;
    const rows = await first?.run((session) => session.select('SELECT name FROM migrations ORDER BY id'));
    expect(rows).toEqual([{ name: 'CreateSample1763800000000' }, { name: 'CreateSampleFire1763800000001' }]);
    if (first) await dropSchema(first);
    await Promise.all(databases.map((database) => database.close()));
  });
});
