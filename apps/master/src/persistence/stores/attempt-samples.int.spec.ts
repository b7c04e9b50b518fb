import { deflateRawSync } from 'node:zlib';
import { joinSeries, mostResourcePoints, type ResourcePoint, type ResourceSeries } from '@orrery/domain';
import { useDatabase } from '@orrery/testing';
import { describe, expect, it } from 'vitest';
import { given } from '../../testing/specimens.js';
import { masterEntities } from '../entities/index.js';
import { masterMigrations } from '../migrations/index.js';
import { AttemptSampleStore } from './attempt-sample.store.js';
import { RunStore } from './run.store.js';

const startedAt = new Date('2026-03-01T00:00:00.000Z');
const series = (points: readonly ResourcePoint[]): ResourceSeries => ({ startedAt, stepMs: 1_000, points });
/** Figures as an attempt has them that is busy for five days. */
const points = (from: number, to: number): ResourcePoint[] =>
  Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    const disk = { readBytes: n * 70_001, writtenBytes: n * 4_096 };
    return {
      ageMs: n * 1_000 + (n % 7),
      cpuMs: n * 997,
      memoryBytes: 2e9 + ((n * 7919) % 65_536),
      ...(n % 5 === 0 ? {} : { pids: 5 }),
      ...disk,
    };
  });

describe.each(['mysql', 'sqlite'] as const)('what attempts took, on %s', (kind) => {
  const { database } = useDatabase({ kind, entities: masterEntities, migrations: masterMigrations });
  const runs = new RunStore();
  const samples = new AttemptSampleStore();
  const find = (runId: string, attempt: number) =>
    database.run((session) => samples.find(session, runId, attempt));

  it('is put together of what comes in parts, twice, and late', async () => {
    const { id: runId } = given.run();
    const parts = [points(100, 340), points(1, 120), points(300, 500), points(1, 120)];
    for (const part of parts) {
      const other = { runId, attempt: 2, series: series(points(1, 3)) };
      const one = { runId, attempt: 1, series: series(part) };
      await database.transaction((session) => samples.add(session, [one, other]));
    }
    const whole = joinSeries(series(points(1, 500)), series([]));
    expect(whole.points.length).toBeLessThanOrEqual(mostResourcePoints);
    expect(await find(runId, 1)).toEqual(whole);
    expect(await find(runId, 2)).toEqual(series(points(1, 3)));
    expect(await find(runId, 3)).toBeUndefined();
  });

  it('is read of the attempts alone that something is new of, however many their runs have', async () => {
    const reports = [given.run(), given.run()].map(({ id }) => ({ runId: id, series: series(points(1, 2)) }));
    const all = reports.flatMap((report) => [1, 2, 3, 4].map((attempt) => ({ ...report, attempt })));
    await database.transaction((session) => samples.add(session, all));
    const read: unknown[] = [];
    await database.transaction(async (session) => {
      const select = async <R>(sql: string, params?: readonly unknown[]) => {
        const rows = await session.select<R>(sql, params);
        read.push(...rows);
        return rows;
      };
      await samples.add(Object.assign(Object.create(session) as typeof session, { select }), [
        all[1]!,
        all[6]!,
      ]);
    });
    expect(read).toHaveLength(2);
    const many = Array.from({ length: 250 }, (_, n) => ({ ...reports[0]!, attempt: n + 1 }));
    const newer = many.map((each) => ({ ...each, series: series(points(2, 3)) }));
    await database.transaction((session) => samples.add(session, many));
    await database.transaction((session) => samples.add(session, newer));
    for (const attempt of [1, 100, 101, 250])
      expect(await find(reports[0]!.runId, attempt)).toEqual(series(points(1, 3)));
  });

  it('begins anew where a row is spoilt, and holds up nothing else', async () => {
    const [one, other] = [given.run(), given.run()].map(({ id }) => ({
      runId: id,
      attempt: 1,
      series: series(points(1, 3)),
    }));
    await database.transaction((session) => samples.add(session, [one!, other!]));
    for (const packed of [Buffer.from('spoilt'), deflateRawSync('no JSON'), deflateRawSync('null')]) {
      await database.transaction((session) =>
        session.execute('UPDATE attempt_sample SET packed = ? WHERE run_id = ?', [packed, one!.runId]),
      );
      expect(await find(one!.runId, 1)).toBeUndefined();
      const news = [one!, other!].map((each) => ({ ...each, series: series(points(3, 5)) }));
      await database.transaction((session) => samples.add(session, news));
      expect(await find(one!.runId, 1)).toEqual(series(points(3, 5)));
      expect(await find(other!.runId, 1)).toEqual(series(points(1, 5)));
    }
  });

  it('takes a few kilobytes at most, and goes with the run', async () => {
    const rows = [given.run({ state: 'succeeded' }), given.run({ state: 'succeeded' })];
    const full = series(points(432_000, 432_000 + mostResourcePoints));
    await database.transaction(async (session) => {
      await runs.insertAll(session, rows);
      await samples.add(
        session,
        rows.map(({ id }) => ({ runId: id, attempt: 1, series: full })),
      );
    });
    const [row] = await database.run((session) =>
      session.select<{ bytes: number }>(
        'SELECT LENGTH(packed) AS bytes FROM attempt_sample WHERE run_id = ?',
        [rows[0]!.id],
      ),
    );
    expect(Number(row!.bytes)).toBeLessThan(4_000);
    await database.transaction((session) => runs.remove(session, [rows[0]!.id]));
    expect(await find(rows[0]!.id, 1)).toBeUndefined();
    expect(await find(rows[1]!.id, 1)).toEqual(full);
  });
});
