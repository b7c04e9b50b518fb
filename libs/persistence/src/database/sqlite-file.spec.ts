import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sampleDatabase } from '../fixtures/database.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'orrery-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps its rows in the file, whose folder it makes, over a restart', async () => {
  const url = `sqlite:${join(folder, 'deep', 'master.sqlite')}`;
  const row = { id: 'a', name: 'kept', due_at: new Date() };
  const first = sampleDatabase(url);
  await first.open();
  await first.migrate();
  await first.transaction((session) => session.insertMany('sample', [row]));
  const modes = readdirSync(join(folder, 'deep')).map(
    (name) => statSync(join(folder, 'deep', name)).mode & 0o777,
  );
  expect(new Set(modes)).toEqual(new Set([0o600]));
  await first.close();
  await first.close();

  const second = sampleDatabase(url);
  await second.open();
  await second.migrate();
  expect(await second.run((session) => session.select('SELECT name, due_at FROM sample'))).toEqual([
    { name: 'kept', due_at: row.due_at },
  ]);
  await second.close();
});

it('is set up to be fast and safe', async () => {
  const database = sampleDatabase(`sqlite:${join(folder, 'pragmas.sqlite')}`);
  await database.open();
  const pragma = (name: string) => database.run((session) => session.select(`PRAGMA ${name}`));
  expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  expect(await pragma('synchronous')).toEqual([{ synchronous: 1 }]);
  expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  expect(await pragma('busy_timeout')).toEqual([{ timeout: 5_000 }]);
  await database.close();
});

it('refuses work before it is open and after it is closed', async () => {
  const database = sampleDatabase('sqlite::memory:');
  const count = () => database.run((session) => session.select('SELECT 1 AS one'));
  await expect(count()).rejects.toThrow('not open');
  expect(await database.isReachable()).toBe(false);
  await database.open();
  expect(await count()).toEqual([{ one: 1 }]);
  await database.close();
  await expect(count()).rejects.toThrow('was closed');
});

it('names the URL schemes it knows', () => {
  expect(() => sampleDatabase('postgres://h/db')).toThrow('must begin with mysql:// or sqlite:');
  expect(() => sampleDatabase('mysql://root@h:3306')).toThrow('must end in the name of a schema');
});
