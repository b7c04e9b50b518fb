import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { inParallel } from './in-parallel.js';

const leadMs = 5_000;
/** Runs the task has had before: how long its runs take is known, as of nearly every task that a schedule starts. */
const runsBefore = 1_000;
/** What making one schedule may take, on a busy machine too. */
const makingMs = 12;
const givenUpAfterMs = 120_000;

export interface DueAtOnce {
  /** Milliseconds from the common due time to each dispatch. */
  readonly dispatchMs: readonly number[];
  /** Schedules that never fired. */
  readonly missing: number;
}

/** Many schedules that are due at the same instant. */
export async function measureDueAtOnce(cluster: BenchCluster, schedules: number): Promise<DueAtOnce> {
  const task = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: 'noop-at-once',
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
  });
  await cluster.api.call('POST', `/api/v1/tasks/${task.id}/runs/batch`, {
    items: Array.from({ length: runsBefore }, () => ({})),
  });
  // Made long before: what is measured is the firing, not the making.
  const dueAt = new Date(Math.ceil((Date.now() + schedules * makingMs + leadMs) / 1_000) * 1_000);
  await inParallel(schedules, (index) =>
    cluster.api.call('POST', '/api/v1/schedules', {
      name: `at-once-${index}`,
      target: { kind: 'task', id: task.id },
      trigger: { kind: 'once', at: dueAt.toISOString() },
    }),
  );
  if (Date.now() > dueAt.getTime() - 1_000)
    throw new Error('The schedules were made too late to be due at once.');
  await sleep(dueAt.getTime() + 1_000 - Date.now());
  return readDispatches(cluster.databaseUrl, task.id, schedules, dueAt);
}

interface RunRow extends RowDataPacket {
  readonly first_dispatched_at: Date | null;
}

async function readDispatches(
  databaseUrl: string,
  taskId: string,
  schedules: number,
  dueAt: Date,
): Promise<DueAtOnce> {
  const database = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  const endMs = performance.now() + givenUpAfterMs;
  try {
    for (;;) {
      const [runs] = await database.query<RunRow[]>(
        'SELECT first_dispatched_at FROM run WHERE task_id = ? AND due_at = ? AND first_dispatched_at IS NOT NULL',
        [taskId, dueAt],
      );
      if (runs.length === schedules || performance.now() > endMs) {
        return {
          dispatchMs: runs.map((run) => run.first_dispatched_at!.getTime() - dueAt.getTime()),
          missing: schedules - runs.length,
        };
      }
      await sleep(200);
    }
  } finally {
    await database.end();
  }
}
