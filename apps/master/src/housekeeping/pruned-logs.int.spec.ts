import type { Session } from '@orrery/persistence';
import { newId, SystemClock } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import type { LeaderWrites } from '../leadership/leader-writes.js';
import type { LogStore } from '../logs/log-store.js';
import { DirectoryFolders } from '../logs/stores/directory-folders.js';
import { LayeredLogStore } from '../logs/stores/layered-log.store.js';
import { NamedLogStore } from '../logs/stores/named-log.store.js';
import { SqlLogStore } from '../logs/stores/sql-log.store.js';
import { masterEntities } from '../persistence/entities/index.js';
import { idFloor } from '../persistence/id-floor.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { RunStore } from '../persistence/stores/run.store.js';
import type { ClusterSettings } from '../settings/cluster-settings.js';
import { logBlock } from '../testing/log-blocks.js';
import { given } from '../testing/specimens.js';
import { useDirectory } from '../testing/use-directory.js';
import { HistoryPruner } from './history-pruner.js';
import type { PrunedStores } from './pruned-stores.js';

describe.each(['mysql', 'sqlite'] as const)('logs beyond the retention on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const directory = useDirectory();
  const inDatabase = new SqlLogStore(database, new SystemClock());
  const logs = new LayeredLogStore(new NamedLogStore(new DirectoryFolders(directory.path)), inDatabase);
  const all = new RunStore();

  const prunerWith = (places: Pick<LogStore, 'remove'>, prune: () => Promise<number>) => {
    const others = { prune };
    const writes = {
      transaction: async <T>(work: (session: Session) => Promise<T>) => ({
        kind: 'written',
        value: await database.transaction(work),
      }),
    } as unknown as LeaderWrites;
    const stores = {
      runs: { all, logs: places, workflows: others, backfills: others },
      nodes: { workers: others, masters: others, samples: others },
      ...{ fires: others, requests: others, events: others },
    } as unknown as PrunedStores;
    const settings = { current: () => 30 } as unknown as ClusterSettings;
    return new HistoryPruner(writes, stores, new SystemClock(), settings);
  };

  it('go with their runs, wherever they are kept', async () => {
    const old = idFloor(Date.parse('2020-01-01T00:00:00.000Z'));
    const rows = [given.run({ id: old, state: 'succeeded' }), given.run({ id: newId(), state: 'succeeded' })];
    await database.transaction((session) => all.insertAll(session, rows));
    for (const { id: runId } of rows) {
      await logs.append([await logBlock({ runId, texts: ['in the directory'] })]);
      await inDatabase.append([await logBlock({ runId, first: 2, texts: ['in the database'] })]);
    }
    expect(await prunerWith(logs, async () => 0).runOnce()).toMatchObject({ runs: 1 });
    const left = await database.run((session) =>
      all.findAll(
        session,
        rows.map(({ id }) => id),
      ),
    );
    expect(left.map(({ id }) => id)).toEqual([rows[1]!.id]);
    const blocksOf = async (runId: string) => {
      let count = 0;
      for await (const { firstSeq } of logs.after(runId, 0)) count += firstSeq > 0 ? 1 : 0;
      return count;
    };
    expect([await blocksOf(old), await blocksOf(rows[1]!.id)]).toEqual([0, 2]);
  });

  it('hold up nothing else while their place is away', async () => {
    const id = idFloor(Date.parse('2020-01-02T00:00:00.000Z'));
    await database.transaction((session) => all.insertAll(session, [given.run({ id, state: 'succeeded' })]));
    const prune = vi.fn(async () => 0);
    const away = { remove: () => Promise.reject(new Error('away')) };
    await expect(prunerWith(away, prune).runOnce()).rejects.toThrow('away');
    expect(prune).toHaveBeenCalledTimes(8);
    expect(await database.run((session) => all.find(session, id))).toBeDefined();
  });
});
