import { Injectable } from '@nestjs/common';
import { isWorkflowGroup, UnavailableError } from '@orrery/domain';
import { Database, isDuplicateKey, type Session } from '@orrery/persistence';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunRequestStore } from '../persistence/stores/run-request.store.js';
import { RunStore } from '../persistence/stores/run.store.js';

interface Waiting {
  readonly rows: readonly RunRow[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one transaction; a request with more has one of its own. */
const mostRowsAtOnce = 1_000;

/** Writes runs that arrive at the same time in one transaction: many small requests cost one INSERT. */
@Injectable()
export class RunInserter {
  #waiting: Waiting[] = [];

  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly requests: RunRequestStore,
  ) {}

  /** Resolves when the rows are committed. */
  insert(rows: readonly RunRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** As `insert`, once for each key: a repeated request gets the runs of the first as they are now, and makes none. */
  insertOnce(
    requestKey: string,
    rows: readonly RunRow[],
  ): Promise<{ readonly repeated?: readonly RunRow[] }> {
    const [first] = rows;
    const request = {
      requestKey,
      taskId: first!.task_id,
      runIds: rows.map((row) => row.id),
      createdAt: first!.created_at,
    };
    return this.database.transaction(async (session) => {
      if (!(await this.requests.begin(session, request))) {
        return { repeated: await this.requests.runsOf(session, requestKey) };
      }
      await this.runs.insertAll(session, rows);
      return {};
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const batch of inBatches(waiting)) void this.#write(batch);
  }

  /** What the database refuses must not take the rows of others with it: then each request is written alone. */
  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#insert(batch.flatMap((each) => each.rows));
      for (const each of batch) each.resolve();
    } catch (error) {
      const isAway = error instanceof UnavailableError;
      if (batch.length === 1 || isAway) for (const each of batch) each.reject(error);
      else for (const each of batch) await this.#write([each]);
    }
  }

  /** Ids are new, so one that is there already says that a commit went through whose answer got lost. */
  async #insert(rows: readonly RunRow[]): Promise<void> {
    try {
      const insert = (session: Session) => this.runs.insertAll(session, rows);
      await (isOneStatement(rows) ? this.database.run(insert) : this.database.transaction(insert));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** Needs no transaction around it: two round trips less for a single trigger. A run of a workflow is more than its row. */
function isOneStatement(rows: readonly RunRow[]): boolean {
  return rows.length === 1 && !isWorkflowGroup(rows[0]!.group_name);
}

function inBatches(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let count = Infinity;
  for (const each of waiting) {
    if (count + each.rows.length > mostRowsAtOnce) {
      batches.push([]);
      count = 0;
    }
    batches.at(-1)!.push(each);
    count += each.rows.length;
  }
  return batches;
}
