import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import type { AttemptRow, FireRow, RunRow } from './evidence.js';

const FIRES = `SELECT schedule_id AS scheduleId, planned_at AS plannedAt, outcome, reason, run_id AS runId FROM fire`;
const RUNS = `SELECT id, task_id AS taskId, schedule_id AS scheduleId, planned_at AS plannedAt, state, attempt,
  first_dispatched_at AS firstDispatchedAt, started_at AS startedAt, finished_at AS finishedAt, worker_id AS workerId,
  params, workflow_run_id AS workflowRunId, node_id AS nodeId, node_part AS nodePart FROM run`;
const ATTEMPTS = `SELECT run_id AS runId, attempt, state, worker_id AS workerId, started_at AS startedAt,
  finished_at AS finishedAt FROM run_attempt`;
const ANSWER_WITHIN_MS = 20_000;

/** Reads the master's schema, and only reads. */
export class LedgerReader {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = createPool({ uri: databaseUrl, timezone: 'Z', connectionLimit: 3, connectTimeout: 2_000 });
  }

  fires(): Promise<FireRow[]> {
    return this.read<FireRow>(FIRES);
  }

  async runs(): Promise<RunRow[]> {
    const rows = await this.read<RunRow & { params: unknown }>(RUNS);
    return rows.map((row) => ({ ...row, params: asJson(row.params) }));
  }

  attempts(): Promise<AttemptRow[]> {
    return this.read<AttemptRow>(ATTEMPTS);
  }

  /** The rows, with instants as epoch milliseconds. */
  async read<T>(sql: string, timeoutMs = ANSWER_WITHIN_MS): Promise<T[]> {
    const [rows] = await this.pool.query<RowDataPacket[]>({ sql, timeout: timeoutMs });
    return rows.map(
      (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asNumber(value)])) as T,
    );
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

function asNumber(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

function asJson(value: unknown): Record<string, unknown> {
  return (typeof value === 'string' ? JSON.parse(value) : value) as Record<string, unknown>;
}
