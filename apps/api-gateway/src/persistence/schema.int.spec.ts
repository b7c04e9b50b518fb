import { schemaDrift } from '@orrery/persistence';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { gatewayEntities } from './entities/index.js';
import { gatewayMigrations } from './migrations/index.js';

describe.each(['mysql', 'sqlite'] as const)('the gateway schema on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: gatewayEntities, migrations: gatewayMigrations });

  it('is what the entities say once the migrations have run', async () => {
    expect(await schemaDrift(database)).toEqual([]);
  });

  it('can be taken back', async () => {
    await database.dataSource.undoLastMigration();
    const runner = database.dataSource.createQueryRunner();
    expect(await runner.hasTable('user_role')).toBe(false);
    await runner.release();
    await database.migrate();
  });
});
