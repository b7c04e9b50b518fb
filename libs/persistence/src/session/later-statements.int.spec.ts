import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { EarlierStatementError } from '../errors/earlier-statement-error.js';
import { useSampleDatabase, type Kind } from '../fixtures/database.fixture.js';
import { Sample } from '../fixtures/sample.fixture.js';
import { isDuplicateKey, type Database, type Row, type Session } from '../index.js';

const dueAt = new Date('2026-03-29T01:30:00.123Z');
const sample = (name: string, row: Row = {}): Row => ({ id: randomUUID(), name, due_at: dueAt, ...row });
const rename = (session: Session, from: string, to: string) =>
  session.executeLater('UPDATE sample SET name = ? WHERE name IN (?)', [to, [from]]);

describe.each<Kind>(['mysql', 'sqlite'])('statements that are run later on %s', (kind) => {
  const database: Database = useSampleDatabase(kind);
  const namesIn = async (session: Session) =>
    (await session.select<{ name: string }>('SELECT name FROM sample ORDER BY name')).map(({ name }) => name);
  const names = () => database.run(namesIn);

  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM sample'));
  });

  it('are run in their order, before what comes next and before the commit', async () => {
    const seen = await database.transaction(async (session) => {
      session.insertManyLater('sample', [sample('a'), sample('x')]);
      rename(session, 'a', 'b');
      const found = await namesIn(session);
      rename(session, 'b', 'c');
      const { affected } = await session.execute("UPDATE sample SET name = 'd' WHERE name = 'c'");
      session.insertManyLater('sample', [sample('e')]);
      return [...found, affected];
    });
    expect(seen).toEqual(['b', 'x', 1]);
    expect(await names()).toEqual(['d', 'e', 'x']);
  });

  it('are run by the end of single statements', async () => {
    await database.run(async (session) => session.insertManyLater('sample', [sample('a')]));
    expect(await names()).toEqual(['a']);
  });

  it('are run before several queries at once, each of which tells its rows', async () => {
    const found = await database.transaction(async (session) => {
      session.insertManyLater('sample', [sample('a'), sample('b')]);
      return session.selectAll([
        { sql: 'SELECT name, due_at FROM sample WHERE name IN (?)', params: [['a', 'x']] },
        { sql: 'SELECT name, due_at FROM sample WHERE name = ?', params: ['x'] },
        { sql: 'SELECT name, due_at FROM sample WHERE name = ?', params: ['b'] },
      ]);
    });
    expect(found).toEqual([[{ name: 'a', due_at: dueAt }], [], [{ name: 'b', due_at: dueAt }]]);
    expect(await database.run((session) => session.selectAll([]))).toEqual([]);
  });

  it('are not taken for the one of several queries that fails', async () => {
    const errorOf = (name: string, first: string, second: string) =>
      database.transaction((session) => {
        session.insertManyLater('sample', [sample(name)]);
        return session.selectAll([first, second].map((sql) => ({ sql, params: [] }))).then(
          () => undefined,
          (error: unknown) => error,
        );
      });
    for (const error of [
      await errorOf('a', 'SELECT 1', 'SELECT nothing_there'),
      await errorOf('b', 'SELECT nothing_there', 'SELECT 1'),
    ]) {
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(EarlierStatementError);
    }
  });

  it('tell what comes next of their errors, and nothing of the whole stays', async () => {
    const known = sample('known');
    const failure: unknown = await database
      .transaction(async (session) => {
        await session.insertMany('sample', [known]);
        session.insertManyLater('sample', [known]);
        session.insertManyLater('sample', [sample('behind')]);
      })
      .catch((error: unknown) => error);
    expect(isDuplicateKey(failure)).toBe(true);
    expect(await names()).toEqual([]);
  });

  it('are told apart from what comes next when they fail', async () => {
    const known = sample('known');
    await database.run((session) => session.insertMany('sample', [known]));
    let isOwn: boolean | undefined;
    const failure: unknown = await database
      .transaction(async (session) => {
        const insert = (...rows: Row[]) =>
          session.insertMany('sample', rows).catch((error: unknown) => {
            isOwn = isDuplicateKey(error);
            throw error;
          });
        session.insertManyLater('sample', [sample('a')]);
        session.insertManyLater('sample', [known]);
        await insert(sample('b'));
      })
      .catch((error: unknown) => error);
    expect(isDuplicateKey(failure)).toBe(true);
    expect(isOwn ?? false).toBe(false);
    await database.transaction(async (session) => {
      session.insertManyLater('sample', [sample('c')]);
      isOwn = await session.insertMany('sample', [known]).then(() => undefined, isDuplicateKey);
    });
    expect(isOwn).toBe(true);
    expect(await names()).toEqual(['c', 'known']);
  });

  it('go with the work that fails before they are run', async () => {
    const work = database.transaction(async (session) => {
      session.insertManyLater('sample', [sample('a')]);
      throw new Error('no more');
    });
    await expect(work).rejects.toThrow('no more');
    expect(await names()).toEqual([]);
  });

  it('leave out duplicates, and tell how many rows, beside others', async () => {
    const known = sample('known');
    const inserted = await database.transaction(async (session) => {
      session.insertManyLater('sample', [known, sample('other')]);
      return session.insertMany('sample', [known, sample('new')], { onDuplicate: 'ignore' });
    });
    expect(inserted).toEqual({ affected: 1 });
    expect(await names()).toEqual(['known', 'new', 'other']);
  });

  it('may be longer together than one packet', async () => {
    const note = 'ü'.repeat(700_000);
    await database.transaction(async (session) => {
      for (const name of ['a', 'b', 'c']) session.insertManyLater('sample', [sample(name, { note })]);
      expect(await namesIn(session)).toEqual(['a', 'b', 'c']);
    });
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  it('take entities into the transaction that begins with them', async () => {
    const work = database.transaction(async (session) => {
      await session.manager.insert(Sample, { id: randomUUID(), name: 'entity', dueAt });
      throw new Error('no more');
    });
    await expect(work).rejects.toThrow('no more');
    expect(await names()).toEqual([]);
  });
});

describe('statements that wait on mysql', () => {
  const database: Database = useSampleDatabase('mysql');

  it('are not passed by entities', async () => {
    const work = database.transaction(async (session) => {
      session.insertManyLater('sample', [sample('a')]);
      await session.manager.insert(Sample, { id: randomUUID(), name: 'entity', dueAt });
    });
    await expect(work).rejects.toThrow(/before its manager is used/);
  });
});
