import { newId } from '@orrery/runtime';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it, vi } from 'vitest';
import { RunInserter } from '../../dispatching/run-inserter.js';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunRequestStore } from './run-request.store.js';
import { RunStore } from './run.store.js';

describe.each(['mysql', 'sqlite'] as const)('runs on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const runs = new RunStore();
  const finishedAt = new Date('2026-03-01T00:00:00.000Z');

  it('end in batches whose results together are larger than any packet', async () => {
    // Each quote takes four bytes on the way: 20 MB, and a packet has 16.
    const rows = Array.from({ length: 80 }, () => given.run({ state: 'running', worker_id: 'w' }));
    const text = '"'.repeat(64_000);
    await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      const base = { attempt: 1, startedAt: null, finishedAt, workerId: 'w', exitCode: 0, failure: null };
      const ends = rows.map(({ id }, n) => ({
        ...base,
        id,
        state: 'succeeded' as const,
        result: { n, text },
      }));
      await new RunProgressStore().finish(session, ends);
    });
    const found = await database.run((session) => runs.findAll(session, [rows[79]!.id]));
    expect(found[0]).toMatchObject({ state: 'succeeded', finished_at: finishedAt });
    expect(JSON.parse(found[0]!.result!)).toEqual({ n: 79, text });
  });

  // The other driver answers at once, in the same turn.
  if (kind === 'mysql')
    it('end batch by batch where results are large: whatever else there is to do is done in between', async () => {
      const rows = Array.from({ length: 3 }, () => given.run({ state: 'running', worker_id: 'w' }));
      const base = { attempt: 1, startedAt: null, finishedAt, workerId: 'w', exitCode: 0, failure: null };
      const result = 'x'.repeat(600_000);
      const ends = rows.map(({ id }) => ({ ...base, id, state: 'succeeded' as const, result }));
      const somethingElse = vi.fn();
      await database.transaction(async (session) => {
        await runs.insertAll(session, rows);
        await session.select('SELECT 1');
        setImmediate(somethingElse);
        await new RunProgressStore().finish(session, ends);
        expect(somethingElse).toHaveBeenCalled();
      });
      const found = await database.run((session) =>
        runs.findAll(
          session,
          ends.map(({ id }) => id),
        ),
      );
      expect(found.map(({ state }) => state)).toEqual(rows.map(() => 'succeeded'));
    });

  it('that succeed do not keep the failure of an earlier attempt', async () => {
    const failure = JSON.stringify({ kind: 'exit_code', message: 'exited with code 4' });
    const row = given.run({ state: 'running', worker_id: 'w', attempt: 2, failure });
    const end = { id: row.id, attempt: 2, startedAt: null, finishedAt, workerId: 'w', exitCode: 0 };
    await database.transaction(async (session) => {
      await runs.insertAll(session, [row]);
      await new RunProgressStore().finish(session, [
        { ...end, state: 'succeeded', result: null, failure: null },
      ]);
    });
    expect(await database.run((session) => runs.find(session, row.id))).toMatchObject({
      state: 'succeeded',
      failure: null,
    });
  });

  it('never change once they have ended', async () => {
    const row = given.run({ state: 'cancelled' });
    const end = { id: row.id, attempt: 1, startedAt: null, finishedAt, workerId: 'w', exitCode: 0 };
    await database.transaction(async (session) => {
      await runs.insertAll(session, [row]);
      await new RunProgressStore().finish(session, [
        { ...end, state: 'succeeded', result: 1, failure: null },
      ]);
    });
    expect(await database.run((session) => runs.find(session, row.id))).toMatchObject({
      state: 'cancelled',
      result: null,
    });
  });

  it('are written once when the answer to their commit got lost, and do not suffer from bad neighbours', async () => {
    const inserter = new RunInserter(database, runs, new RunRequestStore());
    const row = given.run();
    await inserter.insert([row]);
    await inserter.insert([row]);
    const long = given.run({ task_name: null as unknown as string });
    const good = Array.from({ length: 3 }, () => given.run({ id: newId() }));
    const [bad, ...others] = await Promise.allSettled([
      inserter.insert([long]),
      ...good.map((each) => inserter.insert([each])),
    ]);
    expect(bad.status).toBe('rejected');
    expect(others.every((each) => each.status === 'fulfilled')).toBe(true);
    const ids = good.map((each) => each.id);
    expect(await database.run((session) => runs.findAll(session, ids))).toHaveLength(3);
  });
});
