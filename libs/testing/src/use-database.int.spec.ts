import { randomUUID } from 'node:crypto';
import { columns, createTable } from '@orrery/persistence';
import { describe, expect, it } from 'vitest';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useDatabase } from './use-database.js';

class CreateThing1763800000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return createTable(runner, 'thing', { columns: { id: columns.id() }, primaryKey: ['id'] });
  }

  async down(): Promise<void> {}
}

describe.each(['mysql', 'sqlite'] as const)('useDatabase on %s', (kind) => {
  const { database, url } = useDatabase({ kind, entities: [], migrations: [CreateThing1763800000000] });

  it('gives a migrated database of its own', async () => {
    expect(url).toMatch(kind === 'mysql' ? /\/orrery_test_[0-9a-f]{12}$/ : /^sqlite:/);
    const inserted = await database.run((s) =>
      s.insertMany('thing', [{ id: randomUUID() }, { id: randomUUID() }]),
    );
    expect(inserted).toEqual({ affected: 2 });
  });
});
