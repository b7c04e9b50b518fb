import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useSampleDatabase, type Kind } from '../fixtures/database.fixture.js';
import { Sample } from '../fixtures/sample.fixture.js';
import { isDuplicateKey, type Database, type Row } from '../index.js';

const dueAt = new Date('2026-03-29T01:30:00.123Z');
const sample = (row: Row = {}): Row => ({ id: randomUUID(), name: randomUUID(), due_at: dueAt, ...row });

describe.each<Kind>(['mysql', 'sqlite'])('a session on %s', (kind) => {
  const database: Database = useSampleDatabase(kind);
  const select = <R = Row>(sql: string, params: readonly unknown[] = []) =>
    database.run((session) => session.select<R>(sql, params));
  const insert = (...rows: Row[]) => database.run((session) => session.insertMany('sample', rows));

  beforeEach(async () => {
    await database.run((session) => session.execute('DELETE FROM sample'));
  });

  it('keeps an instant to the millisecond, by SQL and by entity', async () => {
    const row = sample({ lease_until: null });
    await insert(row);
    expect(await select('SELECT due_at, lease_until FROM sample')).toEqual([
      { due_at: dueAt, lease_until: null },
    ]);
    const entity = await database.run((session) =>
      session.manager.findOneByOrFail(Sample, { id: row['id'] as string }),
    );
    expect(entity).toMatchObject({ dueAt, leaseUntil: null, enabled: false, state: 'new', bytes: 0 });
    expect(await select('SELECT id FROM sample WHERE due_at = ?', [dueAt])).toHaveLength(1);
    expect(await select('SELECT id FROM sample WHERE due_at < ?', [dueAt])).toHaveLength(0);
  });

  it('reads by SQL what an entity wrote', async () => {
    const labels = { team: 'a', list: [1, 'ü', null] };
    const entity = {
      id: randomUUID(),
      name: 'e',
      dueAt,
      enabled: true,
      labels,
      bytes: 2 ** 40,
      note: 'x'.repeat(70_000),
    };
    await database.transaction((session) => session.manager.save(Sample, entity));
    const [row] = await select("SELECT due_at, enabled, labels, bytes, note FROM sample WHERE name = 'e'");
    expect(row).toEqual({
      due_at: dueAt,
      enabled: 1,
      labels: JSON.stringify(labels),
      bytes: 2 ** 40,
      note: entity.note,
    });
    expect(await database.run((s) => s.manager.findOneByOrFail(Sample, { name: 'e' }))).toMatchObject(entity);
  });

  it('takes objects as JSON, booleans, whole numbers as text, undefined as null', async () => {
    await insert(sample({ name: 'p', labels: { a: [1] }, enabled: true, note: 5, load: undefined }));
    await insert(sample({ name: 'q', labels: [1, 2], enabled: false, note: 'n', load: 0.1 }));
    await database.run((s) =>
      s.execute('UPDATE sample SET labels = ? WHERE name = ? AND enabled = ?', [{ b: 1 }, 'p', true]),
    );
    expect(await select('SELECT labels, enabled, note, `load` FROM sample ORDER BY name')).toEqual([
      { labels: '{"b":1}', enabled: 1, note: '5', load: null },
      { labels: '[1,2]', enabled: 0, note: 'n', load: 0.1 },
    ]);
  });

  it('expands lists, the empty one too, and leaves quoted question marks alone', async () => {
    await insert(sample({ name: 'a?' }), sample({ name: 'b' }), sample({ name: 'c' }));
    const names = (condition: string, ...params: unknown[]) =>
      select<{ name: string }>(`SELECT name FROM sample WHERE ${condition}`, params).then((rows) =>
        rows.map(({ name }) => name),
      );
    expect(await names('name IN (?) AND attempt = ? ORDER BY name', ['a?', 'c', 'z'], 0)).toEqual([
      'a?',
      'c',
    ]);
    expect(await names("name = 'a?' AND name IN (?)", ['a?', 'b'])).toEqual(['a?']);
    expect(await names('name IN (?)', [])).toEqual([]);
    expect(await names('name NOT IN (?) ORDER BY name', [])).toEqual(['a?', 'b', 'c']);
    expect(await names('name IN (?) ORDER BY name LIMIT ?', ['b', 'c'], 1)).toEqual(['b']);
  });

  it('compares and sorts text byte by byte', async () => {
    await insert(sample({ name: 'b' }), sample({ name: 'B' }), sample({ name: 'a' }));
    expect(await select('SELECT name FROM sample ORDER BY name')).toEqual([
      { name: 'B' },
      { name: 'a' },
      { name: 'b' },
    ]);
    expect(await select("SELECT name FROM sample WHERE name = 'B'")).toHaveLength(1);
  });

  it('finds nothing by an id that nobody could have, whatever its characters and length', async () => {
    await insert(sample());
    for (const id of ['kü', '🐟', "';--", 'x'.repeat(5_000), '']) {
      expect(await select('SELECT id FROM sample WHERE id = ?', [id])).toEqual([]);
    }
  });

  it('counts matched rows, also those that do not change', async () => {
    await insert(sample({ state: 'x' }), sample({ state: 'x' }), sample({ state: 'y' }));
    const update = (from: string) =>
      database.run((s) => s.execute("UPDATE sample SET state = 'x' WHERE state = ?", [from]));
    expect(await update('x')).toEqual({ affected: 2 });
    expect(await update('none')).toEqual({ affected: 0 });
    expect(await database.run((s) => s.execute('DELETE FROM sample'))).toEqual({ affected: 3 });
  });

  it('inserts thousands of rows, and nothing for none', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => sample({ name: `n${n}` }));
    expect(await database.transaction((s) => s.insertMany('sample', rows))).toEqual({ affected: 2_500 });
    expect(await select('SELECT COUNT(*) AS total FROM sample')).toEqual([{ total: 2_500 }]);
    expect(await insert()).toEqual({ affected: 0 });
  });

  it('leaves duplicates out when asked, else fails with a recognisable error', async () => {
    const known = sample({ name: 'known', attempt: 1 });
    await insert(known);
    const rows = [
      { ...known, attempt: 2 },
      sample({ name: 'known', attempt: 3 }),
      sample({ name: 'new', attempt: 4 }),
    ];
    const ignoring = await database.run((s) => s.insertMany('sample', rows, { onDuplicate: 'ignore' }));
    expect(ignoring).toEqual({ affected: 1 });
    expect(await select('SELECT name, attempt FROM sample ORDER BY attempt')).toEqual([
      { name: 'known', attempt: 1 },
      { name: 'new', attempt: 4 },
    ]);
    const failure: unknown = await insert(known).catch((error: unknown) => error);
    expect(isDuplicateKey(failure)).toBe(true);
    const byEntity: unknown = await database
      .run((s) => s.manager.insert(Sample, { id: randomUUID(), name: 'known', dueAt }))
      .catch((error: unknown) => error);
    expect(isDuplicateKey(byEntity)).toBe(true);
  });

  it('refuses a null where none may be, even when leaving duplicates out', async () => {
    const rows = [sample({ name: 'fine' }), sample({ name: null })];
    await expect(
      database.transaction((s) => s.insertMany('sample', rows, { onDuplicate: 'ignore' })),
    ).rejects.toThrow();
    expect(await select('SELECT name FROM sample')).toEqual([]);
  });

  it('refuses rows with different columns', async () => {
    await expect(insert(sample(), sample({ attempt: 1 }))).rejects.toThrow(/sample differ in their columns/);
  });

  it('upserts: inserts what is new and sets the named columns of what is known', async () => {
    const known = sample({ name: 'k', attempt: 1, state: 'old' });
    await insert(known);
    await database.run((s) =>
      s.upsertMany(
        'sample',
        [{ ...known, attempt: 2, state: 'ignored' }, sample({ name: 'n', attempt: 3, state: 'new' })],
        {
          key: ['id'],
          update: ['attempt'],
        },
      ),
    );
    expect(await select('SELECT name, attempt, state FROM sample ORDER BY name')).toEqual([
      { name: 'k', attempt: 2, state: 'old' },
      { name: 'n', attempt: 3, state: 'new' },
    ]);
  });

  it('does sums with instants in the database', async () => {
    const { now, plusMs } = database.dialect;
    await insert(sample());
    const sql = `SELECT ${plusMs('due_at', 1_250)} AS later_at, ${plusMs('due_at', -1)} AS sooner_at, ${now} AS now_at FROM sample`;
    const [row] = await select<{ later_at: Date; sooner_at: Date; now_at: Date }>(sql);
    expect(row?.later_at.toISOString()).toBe('2026-03-29T01:30:01.373Z');
    expect(row?.sooner_at.toISOString()).toBe('2026-03-29T01:30:00.122Z');
    expect(Math.abs(Number(row?.now_at) - Date.now())).toBeLessThan(2_000);
  });

  it('writes the sum of instants where an instant is compared', async () => {
    const { now, plusMs } = database.dialect;
    await insert(sample({ name: 'l' }));
    await database.run((s) => s.execute(`UPDATE sample SET lease_until = ${plusMs(now, 60_000)}`));
    expect(await select(`SELECT name FROM sample WHERE lease_until > ${now}`)).toEqual([{ name: 'l' }]);
    expect(await select(`SELECT name FROM sample WHERE lease_until > ${plusMs(now, 61_000)}`)).toEqual([]);
  });
});
