import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useSampleDatabase, type Kind } from '../fixtures/database.fixture.js';
import { Sample } from '../fixtures/sample.fixture.js';

describe.each<Kind>(['mysql', 'sqlite'])('instants on %s in a process far from UTC', (kind) => {
  const zone = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = 'America/New_York';
  });
  afterAll(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  const database = useSampleDatabase(kind);

  // 02:30 does not exist that day in New York, and 06:30Z is half an hour before the jump.
  it.each(['2026-03-08T02:30:00.007Z', '2026-03-08T06:30:00.999Z', '2026-11-01T05:30:00.500Z'])(
    'keeps %s',
    async (at) => {
      expect(new Date(at).getTimezoneOffset()).toBeGreaterThan(0);
      const id = randomUUID();
      await database.run(async (session) => {
        if (kind === 'mysql') await session.execute("SET time_zone = '+05:30'");
        await session.insertMany('sample', [{ id, name: at, due_at: new Date(at) }]);
        const { now } = database.dialect;
        const rows = await session.select<{ due_at: Date; now_at: Date }>(
          `SELECT due_at, ${now} AS now_at FROM sample WHERE id = ?`,
          [id],
        );
        expect(rows[0]?.due_at.toISOString()).toBe(at);
        expect(Math.abs(Number(rows[0]?.now_at) - Date.now())).toBeLessThan(2_000);
        expect((await session.manager.findOneByOrFail(Sample, { id })).dueAt.toISOString()).toBe(at);
        if (kind === 'mysql') await session.execute("SET time_zone = '+00:00'");
      });
      const text = kind === 'mysql' ? 'CAST(due_at AS CHAR)' : 'due_at';
      const [stored] = await database.run((s) =>
        s.select(`SELECT ${text} AS stored FROM sample WHERE id = ?`, [id]),
      );
      expect(stored).toEqual({ stored: at.replace('T', ' ').replace('Z', '') });
    },
  );
});
