import { schemaDrift } from '@orrery/persistence';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';

describe.each(['mysql', 'sqlite'] as const)("the master's schema on %s", (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });

  it('is what its entities say', async () => {
    expect(await schemaDrift(database)).toEqual([]);
  });

  it('can be taken back', async () => {
    await database.dataSource.undoLastMigration();
    await database.migrate();
    expect(await schemaDrift(database)).toEqual([]);
  });
});
