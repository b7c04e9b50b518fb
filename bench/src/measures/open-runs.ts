import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const lookEveryMs = 100;

/** Waits until so many runs of a task are in a state. @throws when that takes longer than `limitMs`. */
export async function untilInState(
  cluster: BenchCluster,
  { taskId, state, count }: { readonly taskId: string; readonly state: string; readonly count: number },
  limitMs: number,
): Promise<void> {
  const database = await createConnection(cluster.databaseUrl);
  const endMs = performance.now() + limitMs;
  try {
    for (;;) {
      const [[row]] = await database.query<(RowDataPacket & { found: number })[]>(
        'SELECT COUNT(*) AS found FROM run WHERE task_id = ? AND state = ?',
        [taskId, state],
      );
      if (row!.found >= count) return;
      if (performance.now() > endMs) throw new Error(`${row!.found} of ${count} runs are ${state}.`);
      await sleep(lookEveryMs);
    }
  } finally {
    await database.end();
  }
}
