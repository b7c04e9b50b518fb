import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const batchSize = 5_000;
const givenUpAfterMs = 300_000;

/**
 * Durable no-op runs end to end: from the first batch trigger through the HTTP API until the last run is recorded as
 * succeeded.
 * @param idempotent whether they may start without a claim. @param group whose workers run them.
 * @returns runs per second.
 */
export async function measureThroughput(
  cluster: BenchCluster,
  runs: number,
  { idempotent, group = 'default' }: { readonly idempotent: boolean; readonly group?: string },
): Promise<number> {
  const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: `noop-${runs}-${idempotent ? 'idempotent' : 'claimed'}-${group}`,
    group,
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
    idempotent,
  });
  const database = await createConnection(cluster.databaseUrl);
  try {
    const startedMs = performance.now();
    const items = Array.from({ length: batchSize }, () => ({ params: { n: 1 } }));
    for (let sent = 0; sent < runs; sent += batchSize) {
      await cluster.api.call('POST', `/api/v1/tasks/${id}/runs/batch`, {
        items: items.slice(0, runs - sent),
      });
    }
    await untilSucceeded(database, id, runs, startedMs);
    return (runs * 1_000) / (performance.now() - startedMs);
  } finally {
    await database.end();
  }
}

async function untilSucceeded(
  database: Awaited<ReturnType<typeof createConnection>>,
  taskId: string,
  runs: number,
  startedMs: number,
): Promise<void> {
  for (;;) {
    if (!(await isAnyOpen(database))) break;
    if (performance.now() - startedMs > givenUpAfterMs) throw new Error(`Some of ${runs} runs never ended.`);
    await sleep(50);
  }
  const [[row]] = await database.query<(RowDataPacket & { done: number })[]>(
    "SELECT COUNT(*) AS done FROM run WHERE task_id = ? AND state = 'succeeded'",
    [taskId],
  );
  if (row!.done !== runs) throw new Error(`${row!.done} of ${runs} runs succeeded.`);
}

/** Asked often, so it must cost the database next to nothing: counting would slow down what is measured. */
async function isAnyOpen(database: Awaited<ReturnType<typeof createConnection>>): Promise<boolean> {
  for (const state of ['pending', 'dispatched', 'running']) {
    const [rows] = await database.query<RowDataPacket[]>('SELECT 1 FROM run WHERE state = ? LIMIT 1', [
      state,
    ]);
    if (rows.length > 0) return true;
  }
  return false;
}
