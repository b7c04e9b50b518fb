import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { BenchCluster } from '../cluster/bench-cluster.js';

const rowsAtOnce = 10_000;
const mostLooked = 20_000;
const givenUpAfterMs = 120_000;
/** The first columns of the index of the backlog: only its own runs are looked at. */
const own = "group_name = 'default' AND priority = 2 AND project = ?";

/**
 * How fast a backlog of `pending` runs goes out, in runs per second: its first 20,000, or all of a smaller one. The runs
 * are written straight into the table while the cluster is paused: making them is not what is measured. What is left is
 * removed afterwards.
 */
export async function measureBacklog(cluster: BenchCluster, pending: number): Promise<number> {
  const project = `backlog-${pending}-${randomUUID().slice(0, 8)}`;
  await cluster.api.call('POST', '/api/v1/projects', { name: project });
  const handler = { kind: 'handler', spec: { handler: 'orrery.noop' } };
  const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/tasks', {
    project,
    name: 'noop',
    ...handler,
  });
  const database = await createConnection({ uri: cluster.databaseUrl, timezone: 'Z' });
  try {
    await setPaused(cluster, true);
    await fill(database, { id, project }, pending);
    await setPaused(cluster, false);
    return await drainRate(database, project, Math.min(pending, mostLooked));
  } finally {
    await setPaused(cluster, true);
    await empty(database, project);
    await setPaused(cluster, false);
    await database.end();
  }
}

async function setPaused(cluster: BenchCluster, value: boolean): Promise<void> {
  await cluster.api.call('PUT', '/api/v1/settings/scheduling.paused', { value });
}

/** The first rows come from here, the rest is copied in the database. */
async function fill(database: Connection, task: { id: string; project: string }, pending: number) {
  const now = new Date();
  const first = Math.min(pending, rowsAtOnce);
  const row = [task.id, 1, 'noop', task.project, 'default', 'pending', 1, 0, 2, now, now, '{}', 1, now];
  const columns = `task_id, task_version, task_name, project, group_name, state, attempt, losses, priority, due_at,
    eligible_at, params, weight, created_at`;
  const rows = Array.from({ length: first }, () => [randomUUID(), ...row]);
  await database.query(`INSERT INTO run (id, ${columns}) VALUES ?`, [rows]);
  for (let made = first; made < pending; made += rowsAtOnce) {
    await database.query(
      `INSERT INTO run (id, ${columns}) SELECT UUID(), ${columns} FROM run WHERE task_id = ? LIMIT ?`,
      [task.id, Math.min(rowsAtOnce, pending - made)],
    );
  }
  await database.query('ANALYZE TABLE run');
}

async function empty(database: Connection, project: string): Promise<void> {
  for (;;) {
    const [{ affectedRows }] = await database.query<ResultSetHeader>(
      `DELETE FROM run WHERE state = 'pending' AND ${own} LIMIT ?`,
      [project, rowsAtOnce],
    );
    if (affectedRows < rowsAtOnce) return;
  }
}

interface SentRow extends RowDataPacket {
  readonly at: Date;
  readonly sent: number;
}

/** From the first dispatch to the last: what went with the first had no time to be slow. */
async function drainRate(database: Connection, project: string, wanted: number): Promise<number> {
  const endMs = performance.now() + givenUpAfterMs;
  for (;;) {
    const [moments] = await database.query<SentRow[]>(
      `SELECT first_dispatched_at AS at, COUNT(*) AS sent FROM run
       WHERE state IN ('dispatched', 'running', 'succeeded') AND ${own} GROUP BY first_dispatched_at ORDER BY at`,
      [project],
    );
    const sent = moments.reduce((sum, moment) => sum + moment.sent, 0);
    if (sent >= wanted) {
      const spanMs = moments.at(-1)!.at.getTime() - moments[0]!.at.getTime();
      return ((sent - moments[0]!.sent) * 1_000) / Math.max(1, spanMs);
    }
    if (performance.now() > endMs) throw new Error(`Only ${sent} of ${wanted} runs of the backlog went out.`);
    await sleep(500);
  }
}
