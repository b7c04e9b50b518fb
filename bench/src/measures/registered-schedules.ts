import { createConnection } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const rowsAtOnce = 10_000;

/** Registers schedules that are not due for years, straight into the table: making them is not what is measured. */
export async function registerIdleSchedules(cluster: BenchCluster, count: number): Promise<void> {
  const task = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    name: `idle-${count}`,
    kind: 'handler',
    spec: { handler: 'orrery.noop' },
  });
  const trigger = JSON.stringify({ kind: 'cron', expression: '0 0 1 1 *', timeZone: 'UTC' });
  const database = await createConnection({ uri: cluster.databaseUrl, timezone: 'Z' });
  try {
    const now = new Date();
    const nextFireAt = new Date(now.getTime() + 5 * 366 * 86_400_000);
    for (let start = 0; start < count; start += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, count - start) }, (_, index) => [
        `idle-${count}-${start + index}`,
        'default',
        `idle-${count}-${start + index}`,
        1,
        'active',
        task.id,
        trigger,
        '{}',
        now,
        nextFireAt,
        now,
        now,
      ]);
      await database.query(
        `INSERT INTO schedule (id, project, name, version, state, task_id, \`trigger\`, params, anchor_at, next_fire_at,
           created_at, updated_at) VALUES ?`,
        [rows],
      );
    }
    await database.query('ANALYZE TABLE schedule');
  } finally {
    await database.end();
  }
}
