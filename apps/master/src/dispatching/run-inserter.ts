import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';

interface Waiting {
  readonly rows: readonly RunRow[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes runs that arrive at the same time in one transaction: many small requests cost one INSERT. */
@Injectable()
export class RunInserter {
  #waiting: Waiting[] = [];

  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
  ) {}

  /** Resolves when the rows are committed. */
  insert(rows: readonly RunRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.database.transaction((session) =>
        this.runs.insertAll(
          session,
          batch.flatMap((each) => each.rows),
        ),
      );
      for (const each of batch) each.resolve();
    } catch (error) {
      for (const each of batch) each.reject(error);
    }
  }
}
