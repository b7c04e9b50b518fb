import { newId, SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { logBlock } from '../../testing/log-blocks.js';
import { logStoreConformance } from '../../testing/log-store-conformance.js';
import { runLogQuotaCases } from '../../testing/run-log-quota-cases.js';
import { linesOfBlock } from '../log-block.js';
import { DirectoryFolders } from './directory-folders.js';
import { LayeredLogStore } from './layered-log.store.js';
import { NamedLogStore } from './named-log.store.js';
import { SqlLogStore } from './sql-log.store.js';
import { useDirectory } from '../../testing/use-directory.js';

describe.each(['mysql', 'sqlite'] as const)('logs in %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const directory = useDirectory();
  const inDatabase = () => new SqlLogStore(database, new SystemClock());
  const layered = () =>
    new LayeredLogStore(new NamedLogStore(new DirectoryFolders(directory.path)), inDatabase());
  logStoreConformance(`the database (${kind})`, inDatabase);
  runLogQuotaCases(`the database (${kind})`, inDatabase);
  logStoreConformance(`a directory before the database (${kind})`, layered);
  runLogQuotaCases(`a directory before the database (${kind})`, layered);

  it('that were stored before they were packed can be read', async () => {
    const runId = newId();
    const line = { n: 1, stream: 'stdout', at: '2026-01-01T00:00:00.000Z', text: 'of old\nand more' };
    const row = {
      run_id: runId,
      first_seq: 1,
      last_seq: 1,
      lines: JSON.stringify([line]),
      created_at: new Date(0),
    };
    await database.run((session) => session.insertMany('log_chunk', [row]));
    await layered().append([await logBlock({ runId, first: 2, texts: ['new'] })]);
    const texts: string[] = [];
    for await (const block of layered().after(runId, 0)) {
      texts.push(...(await linesOfBlock(block)).map(({ text }) => text));
    }
    expect(texts).toEqual(['of old\nand more', 'new']);
  });
});
