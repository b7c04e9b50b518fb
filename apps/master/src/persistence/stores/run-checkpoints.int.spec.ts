import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { BacklogStore } from './backlog.store.js';
import { RunProgressStore } from './run-progress.store.js';
import { RunStore } from './run.store.js';

describe.each(['mysql', 'sqlite'] as const)('checkpoints on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const runs = new RunStore();
  const progress = new RunProgressStore();
  const at = (ms: number) => new Date(Date.parse('2026-03-01T00:00:00.000Z') + ms);
  const checkpoint = (runId: string, value: unknown, ms = 0, attempt = 1) => ({
    ...{ runId, attempt, value },
    reportedAt: at(ms),
  });

  it('travel with the next attempt and never with the first', async () => {
    const rows = [given.run({ attempt: 1 }), given.run({ attempt: 2 }), given.run({ attempt: 2 })];
    const claimed = await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      await progress.keepCheckpoints(
        session,
        rows.slice(0, 2).map(({ id }) => checkpoint(id, { a: 'old' })),
      );
      await progress.keepCheckpoints(
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
      await progress.keepCheckpoints(session, newer);
      const older = [checkpoint(same.id, 'older', 1), checkpoint(next.id, 'of the second', 1, 2)];
      await progress.keepCheckpoints(session, older);
      const found = await Promise.all([same, next].map((run) => progress.attempts(session, run)));
      return found.map((attempts) => attempts.at(-1)!.checkpoint);
    });
    expect(values).toEqual(['newer', 'of the second']);
  });

  it('are written many at once, and removed with their runs', async () => {
    const rows = Array.from({ length: 300 }, () => given.run({ state: 'succeeded' }));
    const text = '"'.repeat(32_000);
    await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      await progress.keepCheckpoints(
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
