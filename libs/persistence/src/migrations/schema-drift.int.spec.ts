import { describe, expect, it } from 'vitest';
import { useSampleDatabase, type Kind } from '../fixtures/database.fixture.js';
import { createIndex, dropIndex, schemaDrift } from '../index.js';

describe.each<Kind>(['mysql', 'sqlite'])('schema drift on %s', (kind) => {
  const database = useSampleDatabase(kind);

  it('is empty when the migrations say what the entities say', async () => {
    expect(await schemaDrift(database)).toEqual([]);
  });

  it('shows a missing index', async () => {
    const runner = database.dataSource.createQueryRunner();
    await dropIndex(runner, 'sample', 'sample_by_state');
    expect((await schemaDrift(database)).join()).toContain('sample_by_state');
    await createIndex(runner, 'sample', 'sample_by_state', ['state', 'due_at']);
    expect(await schemaDrift(database)).toEqual([]);
    await runner.release();
  });

  it('shows a missing and a different column', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.query('ALTER TABLE sample DROP COLUMN note');
    expect((await schemaDrift(database)).join()).toContain('note');
    await runner.query('ALTER TABLE sample ADD COLUMN note varchar(5)');
    expect((await schemaDrift(database)).join()).toContain('note');
    await runner.release();
  });
});
