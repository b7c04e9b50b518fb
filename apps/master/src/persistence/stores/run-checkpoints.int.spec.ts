import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { BacklogStore } from './backlog.store.js';
import { RunCheckpointStore } from './run-checkpoint.store.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunStore } from './run.store.js';

describe.each(['mysql', 'sqlite'] as const)('checkpoints on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const runs = new RunStore();
  const progress = new RunProgressStore();
  const checkpoints = new RunCheckpointStore();
  const at = (ms: number) => new Date(Date.parse('2026-03-01T00:00:00.000Z') + ms);
  const checkpoint = (runId: string, value: unknown, ms = 0, attempt = 1, seq: number | null = null) => ({
    ...{ runId, attempt, value, seq },
    reportedAt: at(ms),
  });

  it('travel with the next attempt and never with the first', async () => {
    const rows = [given.run({ attempt: 1 }), given.run({ attempt: 2 }), given.run({ attempt: 2 })];
    const claimed = await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      await checkpoints.keep(
        session,
        rows.slice(0, 2).map(({ id }) => checkpoint(id, { a: 'old' })),
      );
      await checkpoints.keep(
        session,
        rows.slice(0, 2).map(({ id }) => checkpoint(id, { a: 'new' })),
      );
      return new BacklogStore().claimHeld(
        session,
        rows.map(({ id }) => id),
      );
    });
    const found = new Map(claimed.map((row) => [row.id, row.stored_checkpoint]));
    expect(rows.map(({ id }) => found.get(id))).toEqual([null, '{"a":"new"}', null]);
  });

  it('are not replaced by older ones of their attempt, which may come again', async () => {
    const [same, next] = [given.run({ attempt: 1 }), given.run({ attempt: 2 })];
    const values = await database.transaction(async (session) => {
      await runs.insertAll(session, [same, next]);
      const newer = [checkpoint(same.id, 'newer', 2), checkpoint(next.id, 'of the first', 2)];
      await checkpoints.keep(session, newer);
      const older = [checkpoint(same.id, 'older', 1), checkpoint(next.id, 'of the second', 1, 2)];
      await checkpoints.keep(session, older);
      const found = await Promise.all([same, next].map((run) => progress.attempts(session, run)));
      return found.map((attempts) => attempts.at(-1)!.checkpoint);
    });
    expect(values).toEqual(['newer', 'of the second']);
  });

  it('go by their numbers, whatever the clocks of workers say', async () => {
    const [same, next, former] = [1, 2, 1].map((attempt) => given.run({ attempt }));
    const values = await database.transaction(async (session) => {
      await runs.insertAll(session, [same!, next!, former!]);
      const ahead = [same!, next!, former!].map(({ id }) => checkpoint(id, 'first', 9_000, 1, 5));
      await checkpoints.keep(session, ahead);
      await checkpoints.keep(session, [checkpoint(same!.id, 'came again', 10_000, 1, 4)]);
      await checkpoints.keep(session, [
        checkpoint(same!.id, 'second', 1, 1, 6),
        checkpoint(next!.id, 'second', 1, 2, 1),
        checkpoint(former!.id, 'of a worker of an earlier version', 1, 1, null),
      ]);
      return await Promise.all([same, next, former].map((run) => checkpoints.newest(session, run!.id)));
    });
    expect(values).toMatchObject([
      { attempt: 1, value: 'second' },
      { attempt: 2, value: 'second' },
      { attempt: 1, value: 'first' },
    ]);
  });

  it('are shown without a value that is long', async () => {
    const [short, long, none] = [given.run({}), given.run({}), given.run({})];
    const text = 'x'.repeat(5_000);
    const shown = await database.transaction(async (session) => {
      await runs.insertAll(session, [short, long, none]);
      await checkpoints.keep(session, [checkpoint(short.id, { page: 2 }), checkpoint(long.id, text)]);
      const found = await Promise.all([short, long, none].map(({ id }) => checkpoints.newest(session, id)));
      return [...found, (await progress.attempts(session, long))[0]!.checkpoint];
    });
    const head = { attempt: 1, reportedAt: at(0).toISOString() };
    expect(shown).toEqual([
      { ...head, value: { page: 2 }, omitted: [] },
      { ...head, value: null, omitted: ['value'] },
      null,
      text,
    ]);
  });

  it('are written many at once, and removed with their runs', async () => {
    const rows = Array.from({ length: 300 }, () => given.run({ state: 'succeeded' }));
    const text = '"'.repeat(32_000);
    await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      await checkpoints.keep(
        session,
        rows.map(({ id }) => checkpoint(id, text)),
      );
    });
    const count = async () => {
      const ids = rows.map(({ id }) => id);
      const sql = 'SELECT COUNT(*) AS count FROM run_checkpoint WHERE run_id IN (?)';
      const [row] = await database.run((session) => session.select<{ count: number }>(sql, [ids]));
      return Number(row!.count);
    };
    expect(await count()).toBe(300);
    await database.transaction((session) =>
      runs.remove(
        session,
        rows.map(({ id }) => id),
      ),
    );
    expect(await count()).toBe(0);
  });
});
