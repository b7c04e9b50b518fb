import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { newId } from '@orrery/runtime';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { inParallel } from '../measures/in-parallel.js';
import type { Shape } from './shapes.js';

const lookEveryMs = 10;
const givenUpAfterMs = 600_000;

/** What is run, and how. */
export interface BenchGraph {
  readonly shape: Shape;
  /** Whether the runs of its nodes may start without a claim. */
  readonly idempotent?: boolean;
}

/** What the runs of a workflow that were started together came to. */
export interface WorkflowTimes {
  /** From sending the first trigger until the last of them is recorded as succeeded. */
  readonly wholeMs: number;
  /** What the handlers took by themselves, over all nodes. */
  readonly workMs: number;
  /** From the end of each run of a node to the start of the one created next: in a chain what lies between two nodes. To the millisecond. */
  readonly betweenMs: readonly number[];
}

/** A workflow of no-op tasks, with a connection that sees what becomes of its runs. */
export class BenchWorkflow {
  private constructor(
    private readonly cluster: BenchCluster,
    private readonly database: Connection,
    private readonly id: string,
  ) {}

  /** @param work gets the workflow; its connection is closed behind it. */
  static async with<T>(
    cluster: BenchCluster,
    { shape, idempotent = false }: BenchGraph,
    work: (workflow: BenchWorkflow) => Promise<T>,
  ): Promise<T> {
    const name = `bench-${newId().slice(-10)}`;
    const handler = { kind: 'handler', spec: { handler: 'orrery.noop' } };
    await cluster.api.call('POST', '/api/v1/tasks', { name, ...handler, idempotent });
    const { id } = await cluster.api.call<{ id: string }>('POST', '/api/v1/workflows', {
      name,
      nodes: shape(name),
    });
    const database = await createConnection({ uri: cluster.databaseUrl, timezone: 'Z' });
    try {
      return await work(new BenchWorkflow(cluster, database, id));
    } finally {
      await database.end();
    }
  }

  /** Starts runs of it, as many as 16 requests at once, and waits until all have succeeded. */
  async run(count = 1): Promise<WorkflowTimes> {
    const sentAt = Date.now();
    const ids = await inParallel(count, async () => {
      const body = { inputs: {} };
      const { id } = await this.cluster.api.call<{ id: string }>(
        'POST',
        `/api/v1/workflows/${this.id}/runs`,
        body,
      );
      return id;
    });
    const endedAt = await this.#ended(ids);
    const runs = await this.#runsOf(ids);
    return {
      wholeMs: endedAt - sentAt,
      workMs: runs.reduce((sum, run) => sum + (run.finishedAtMs - run.startedAtMs), 0),
      betweenMs: runs.slice(1).map((run, index) => run.startedAtMs - runs[index]!.finishedAtMs),
    };
  }

  /** When the last of them ended, in epoch milliseconds. */
  async #ended(ids: readonly string[]): Promise<number> {
    const endMs = performance.now() + givenUpAfterMs;
    let open = [...ids];
    let lastAt = 0;
    while (open.length > 0) {
      if (performance.now() > endMs) throw new Error(`${open.length} workflow runs never ended.`);
      const [rows] = await this.database.query<EndedRow[]>(
        'SELECT run_id, state, finished_at FROM workflow_run WHERE run_id IN (?) AND finished_at IS NOT NULL',
        [open],
      );
      for (const { run_id: id, state, finished_at: finishedAt } of rows) {
        if (state !== 'succeeded') throw new Error(`workflow run ${id} ended as ${state}`);
        lastAt = Math.max(lastAt, finishedAt.getTime());
      }
      const ended = new Set(rows.map((row) => row.run_id));
      open = open.filter((id) => !ended.has(id));
      if (open.length > 0) await sleep(lookEveryMs);
    }
    return lastAt;
  }

  /** Of their nodes, in the order of their creation. */
  async #runsOf(ids: readonly string[]): Promise<{ startedAtMs: number; finishedAtMs: number }[]> {
    const [rows] = await this.database.query<NodeRunRow[]>(
      'SELECT started_at, finished_at FROM run WHERE workflow_run_id IN (?) ORDER BY id',
      [ids],
    );
    return rows.map((row) => ({
      startedAtMs: row.started_at.getTime(),
      finishedAtMs: row.finished_at.getTime(),
    }));
  }
}

interface EndedRow extends RowDataPacket {
  readonly run_id: string;
  readonly state: string;
  readonly finished_at: Date;
}

interface NodeRunRow extends RowDataPacket {
  readonly started_at: Date;
  readonly finished_at: Date;
}
