import type { Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExplainingSession } from '../testing/explaining-session.js';
import { given } from '../testing/specimens.js';
import { masterEntities } from './entities/index.js';
import { masterMigrations } from './migrations/index.js';
import { NodeItemViewStore } from './stores/node-item-view.store.js';
import { NodeItemStore } from './stores/node-item.store.js';
import { nodeRunId } from './stores/node-run.store.js';

const itemsOfEach = 20_000;
const maps = [0, 1, 2].map(() => nodeRunId(newId(), 0));

describe('statements on items of maps, with tens of thousands of them', () => {
  const { database } = useDatabase({ kind: 'mysql', entities: masterEntities, migrations: masterMigrations });

  beforeAll(async () => {
    await database.transaction(async (session) => {
      const items = Array.from({ length: itemsOfEach }, (_, n) => n);
      for (const id of maps) {
        const runs = items.map((n) => given.run({ state: n % 100 === 0 ? 'failed' : 'succeeded' }));
        await session.insertMany('run', runs as never);
        const begun = runs.map((run) => ({ runId: run.id, failure: null }));
        await new NodeItemStore().insertAll(session, id, items, begun);
      }
    });
    await database.run((session) => session.select('ANALYZE TABLE node_item, run'));
  }, 120_000);

  const wanted = { nodeRunId: maps[1]!, from: 5_000, to: 5_200, unbegun: 'pending' } as const;
  const views = new NodeItemViewStore();

  it.each<[string, number, (session: Session) => Promise<unknown>]>([
    ['a page', 1_000, (s) => views.list(s, wanted, 201)],
    ['a page of one state', 10_000, (s) => views.list(s, { ...wanted, to: 8_000, state: 'failed' }, 201)],
  ])('%s is read along the key of the items, and each has its runs by theirs', async (_, most, work) => {
    const explained = await database.transaction(async (inner) => {
      const explaining = new ExplainingSession(inner);
      await work(explaining.session);
      return explaining.explained;
    });
    expect(explained.map(({ table, key, type }) => [table, key, type])).toEqual([
      ['i', 'PRIMARY', 'range'],
      ['r', 'PRIMARY', 'eq_ref'],
      ['u', 'PRIMARY', 'eq_ref'],
    ]);
    for (const each of explained) {
      expect(each.rows, each.sql).toBeLessThan(most);
      expect(each.extra, each.sql).not.toMatch(/filesort|temporary/);
    }
  });
});
