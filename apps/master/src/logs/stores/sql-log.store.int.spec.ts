import { seqOf } from '@orrery/contracts';
import { newId, SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { masterEntities } from '../../persistence/entities/index.js';
import { masterMigrations } from '../../persistence/migrations/index.js';
import { logBlock } from '../../testing/log-blocks.js';
import { logStoreConformance } from '../../testing/log-store-conformance.js';
import { runLogQuotaCases } from '../../testing/run-log-quota-cases.js';
import { linesOfBlock } from '../log-block.js';
import { RunLogQuota } from '../run-log-quota.js';
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

  it('of tens of thousands of lines, each stored by itself, are shortened without being read', async () => {
    const runId = newId();
    const lines = 20_000;
    const { content } = await logBlock({ runId, texts: ['x'] });
    const row = {
      run_id: runId,
      packed: content.bytes,
      stored_bytes: content.bytes.length,
      created_at: new Date(0),
    };
    const rows = Array.from({ length: lines }, (_, n) => ({ ...row, first_seq: n + 1, last_seq: n + 1 }));
    await database.transaction((session) => session.insertMany('log_chunk', rows));
    const store = inDatabase();
    const [reading, replacing] = [vi.spyOn(store, 'after'), vi.spyOn(store, 'replace')];
    const quota = new RunLogQuota(store, new SystemClock(), () => 20 * content.bytes.length);
    const begin = (steps: number) => quota.makeRoom(runId, seqOf(2, 1), () => (steps -= 1) > 0);
    expect(await begin(3)).toBe(false);
    expect(await store.sizes(runId)).toHaveLength(lines - 600 + 1);
    expect(await begin(Infinity)).toBe(true);
    const left = await store.sizes(runId);
    expect([left.length, left[0]!.lastSeq, left[1]!.firstSeq]).toEqual([11, lines - 10, lines - 9]);
    expect(reading).not.toHaveBeenCalled();
    expect(Math.max(...replacing.mock.calls.map(([, gone]) => gone.length))).toBeLessThanOrEqual(201);
  }, 120_000);

  it('tell what blocks take that a master of an earlier version stored', async () => {
    const { runId, content } = await logBlock({ runId: newId(), texts: ['x'] });
    const row = { run_id: runId, packed: content.bytes, created_at: new Date(0) };
    const rows = [1, 2].map((seq) => ({ ...row, first_seq: seq, last_seq: seq }));
    await database.run((session) => session.insertMany('log_chunk', rows));
    await inDatabase().append([await logBlock({ runId, first: 3, texts: ['x'] })]);
    const sizes = (await inDatabase().sizes(runId)).map(({ storedBytes }) => storedBytes);
    expect(sizes).toEqual([1, 2, 3].map(() => content.bytes.length));
  });

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
