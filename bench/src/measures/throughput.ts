import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const batchSize = 5_000;
const givenUpAfterMs = 300_000;

/**
 * Durable no-op runs end to end: from the first batch trigger through the HTTP API until the last run is recorded as
 * succeeded.
 * @returns runs per second.
 */
export async function measureThroughput(cluster: BenchCluster, runs: number): Promise<number> {
  const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: `noop-${runs}`,
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
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
    const [[row]] = await database.query<(RowDataPacket & { left: number })[]>(
      "SELECT COUNT(*) AS `left` FROM run WHERE state IN ('pending', 'dispatched', 'running') AND task_id = ?",
      [taskId],
    );
    if (row!.left === 0) break;
    if (performance.now() - startedMs > givenUpAfterMs)
      throw new Error(`${row!.left} of ${runs} runs never ended.`);
    await sleep(50);
  }
  const [[row]] = await database.query<(RowDataPacket & { done: number })[]>(
    "SELECT COUNT(*) AS done FROM run WHERE task_id = ? AND state = 'succeeded'",
    [taskId],
  );
  if (row!.done !== runs) throw new Error(`${row!.done} of ${runs} runs succeeded.`);
}
