import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { SlotRequestStore } from './slot-request.store.js';

describe.each(['mysql', 'sqlite'] as const)('requests for slots on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const store = new SlotRequestStore();
  const wants = [{ group: 'g', slots: 1, waitMs: 500, idleMs: 5_000 }];

  it('that are made anew are waited for as long as at first', async () => {
    const request = { runId: newId(), wants };
    const overdue = () => database.run((session) => store.overdue(session, 10));
    await database.run((session) => store.insert(session, request));
    await database.run((session) => store.obtained(session, [request.runId]));
    await new Promise((done) => setTimeout(done, 600));
    await database.run((session) => store.askAgain(session, request));
    expect(await overdue()).toEqual([]);
    await new Promise((done) => setTimeout(done, 600));
    expect((await overdue()).map((row) => row.run_id)).toEqual([request.runId]);
    await database.run((session) => store.release(session, [request.runId]));
  });

  it('are locked while they wait', async () => {
    const ids = [newId(), newId(), newId()];
    for (const runId of ids) await database.run((session) => store.insert(session, { runId, wants }));
    await database.run((session) => store.obtained(session, [ids[1]!]));
    const locked = await database.transaction((session) => store.lockWaiting(session, ids.slice(0, 2)));
    expect(locked.map((row) => row.run_id)).toEqual([ids[0]]);
  });
});
