import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { inParallel } from './in-parallel.js';

export interface Lateness {
  /** Milliseconds from each planned time to its first dispatch. */
  readonly dispatchMs: readonly number[];
  /** Milliseconds from each planned time to the start of user code. */
  readonly startMs: readonly number[];
  /** Planned times that should have been there and were not. */
  readonly missing: number;
}

interface FireRow extends RowDataPacket {
  readonly schedule_id: string;
  readonly planned_at: Date;
  readonly first_dispatched_at: Date | null;
  readonly started_at: Date | null;
}

/** Lateness of `schedules` schedules that all fire each second, for `seconds` seconds. */
export async function measureFireLateness(
  cluster: BenchCluster,
  schedules: number,
  seconds: number,
): Promise<Lateness> {
  const kind = randomUUID().slice(0, 8);
  const task = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: `noop-lateness-${kind}`,
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
  });
  const ids = await inParallel(schedules, async (index) => {
    const made = await cluster.api.call<{ id: string }>('POST', '/api/v1/schedules', {
      name: `each-second-${kind}-${index}`,
      target: { kind: 'task', id: task.id },
      trigger: { kind: 'cron', expression: '* * * * * *', timeZone: 'UTC' },
    });
    return made.id;
  });
  const from = new Date(Math.ceil((Date.now() + 2_000) / 1_000) * 1_000);
  const to = new Date(from.getTime() + seconds * 1_000);
  await sleep(to.getTime() + 3_000 - Date.now());
  await inParallel(ids.length, (index) => cluster.api.call('POST', `/api/v1/schedules/${ids[index]}/pause`));
  return readLateness(cluster.databaseUrl, ids, from, to);
}

async function readLateness(
  databaseUrl: string,
  ids: readonly string[],
  from: Date,
  to: Date,
): Promise<Lateness> {
  const database = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  try {
    const [fires] = await database.query<FireRow[]>(
      `SELECT f.schedule_id, f.planned_at, r.first_dispatched_at, r.started_at FROM fire f LEFT JOIN run r ON r.id = f.run_id
       WHERE f.schedule_id IN (?) AND f.planned_at >= ? AND f.planned_at < ? AND f.outcome = 'FIRED'`,
      [ids, from, to],
    );
    const started = fires.filter((fire) => fire.started_at !== null);
    const expected = (ids.length * (to.getTime() - from.getTime())) / 1_000;
    return {
      dispatchMs: started.map((fire) => fire.first_dispatched_at!.getTime() - fire.planned_at.getTime()),
      startMs: started.map((fire) => fire.started_at!.getTime() - fire.planned_at.getTime()),
      missing: expected - started.length,
    };
  } finally {
    await database.end();
  }
}
