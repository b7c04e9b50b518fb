import { createLogger, newId, SystemClock } from '@orrery/runtime';
import { Database } from '@orrery/persistence';
import { useDatabase } from '@orrery/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MasterLogger } from '../master-logger.js';
import { masterEntities } from '../persistence/entities/index.js';
import { masterMigrations } from '../persistence/migrations/index.js';
import { LeadershipStore } from '../persistence/stores/leadership.store.js';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import { LeaderWrites } from './leader-writes.js';
import { LeadershipRecords } from './leadership-records.js';
import { Leadership } from './leadership.js';

const log = new MasterLogger(createLogger('test', 'silent'));
const store = new LeadershipStore();

const clock = new SystemClock();
const schema = { entities: masterEntities, migrations: masterMigrations };

/** A master that the broker serves. */
function masterOn(database: Database, id: string) {
  const leadership = new Leadership();
  const writes = new LeaderWrites(database, store, leadership, log);
  const records = new LeadershipRecords(database, store, new OutboxStore());
  const identity = { id, epoch: newId(), host: 'h', version: '1', startedAt: clock.now() };
  return {
    leadership,
    take: async () => {
      leadership.served(performance.now());
      leadership.took((await records.take(identity, clock.now())).epoch);
    },
    write: (name: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
      writes.transaction(async (session) => {
        await meanwhile();
        await session.insertMany('project', [{ name, description: '', created_at: clock.now() }]);
        return name;
      }),
  };
}

async function projectsOf(database: Database): Promise<string[]> {
  const rows = await database.run((session) =>
    session.select<{ name: string }>("SELECT name FROM project WHERE name LIKE 'w-%' ORDER BY name"),
  );
  return rows.map(({ name }) => name);
}

describe.each(['mysql', 'sqlite'] as const)('writes of the leader on %s', (kind) => {
  const { database } = useDatabase({ kind, ...schema });

  const master = (id: string) => masterOn(database, id);
  const written = () => projectsOf(database);
  afterEach(() => database.run((session) => session.execute("DELETE FROM project WHERE name LIKE 'w-%'")));

  it('are tried by the leader only, under its epoch', async () => {
    const [first, second] = [master('m-1'), master('m-2')];
    expect(await first.write('w-0')).toEqual({ kind: 'notLeader' });
    await first.take();
    expect(await first.write('w-1')).toEqual({ kind: 'written', value: 'w-1' });
    await second.take();
    expect(second.leadership.epoch).toBe(first.leadership.epoch! + 1);
    expect(await second.write('w-2')).toEqual({ kind: 'written', value: 'w-2' });
    expect(await written()).toEqual(['w-1', 'w-2']);
  });

  it('are refused and counted when somebody else has taken over', async () => {
    const [stale, fresh] = [master('m-1'), master('m-2')];
    await stale.take();
    await fresh.take();
    expect(await stale.write('w-stale')).toEqual({ kind: 'refused' });
    expect(await written()).toEqual([]);
    expect(stale.leadership.refused).toBe(1);
    expect(stale.leadership.isLeader).toBe(false);
    expect(await stale.write('w-later')).toEqual({ kind: 'notLeader' });
  });
});

/** SQLite has one connection: there nobody can take over in the middle of a transaction. */
describe('a write of the leader that the takeover comes in the middle of', () => {
  const { database, url } = useDatabase({ kind: 'mysql', ...schema });
  const elsewhere = new Database({ name: 'other', url, logger: log.logger, ...schema });
  beforeAll(() => elsewhere.open());
  afterAll(() => elsewhere.close());

  it('is refused', async () => {
    const [stale, fresh] = [masterOn(database, 'm-1'), masterOn(elsewhere, 'm-2')];
    await stale.take();
    expect(await stale.write('w-stale', () => fresh.take())).toEqual({ kind: 'refused' });
    expect(await projectsOf(database)).toEqual([]);
    expect(await fresh.write('w-fresh')).toMatchObject({ kind: 'written' });
  });
});
