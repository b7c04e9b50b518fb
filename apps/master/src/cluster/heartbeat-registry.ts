import { Injectable } from '@nestjs/common';
import type { HeartbeatMessage } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { WorkerStore, type HeardBeat } from '../persistence/stores/worker.store.js';

interface KnownWorker {
  /** What would be news if it changed. */
  readonly face: string;
  readonly group: string;
  readonly heardMs: number;
}

/** Workers not heard for so long are forgotten here (not in the database). */
const forgetAfterMs = 60_000;

/** Folds heartbeats in memory, the newest of each worker, and writes them in batches. */
@Injectable()
export class HeartbeatRegistry {
  readonly #unwritten = new Map<string, HeardBeat>();
  readonly #known = new Map<string, KnownWorker>();

  constructor(
    private readonly database: Database,
    private readonly workers: WorkerStore,
  ) {}

  /** Returns whether one of them is news: a worker not seen before, another epoch, state or number of slots. */
  take(beats: readonly HeartbeatMessage[]): boolean {
    const heardMs = performance.now();
    let news = false;
    for (const beat of beats) {
      const { workerId, workerEpoch, state, slots, group } = beat;
      const face = `${workerEpoch} ${state} ${slots} ${group}`;
      news ||= this.#known.get(workerId)?.face !== face;
      this.#known.set(workerId, { face, group, heardMs });
      this.#unwritten.set(workerId, { beat, heardMs });
    }
    return news;
  }

  /** Group of a worker this master has heard of lately. */
  groupOf(workerId: string): string | undefined {
    return this.#known.get(workerId)?.group;
  }

  /** Writes what was heard since the last time. It reaches for the database even if that is nothing. */
  async flush(): Promise<{ written: number }> {
    const heard = [...this.#unwritten.values()].sort((a, b) => (a.beat.workerId < b.beat.workerId ? -1 : 1));
    this.#unwritten.clear();
    this.#forgetSilent();
    await this.database.transaction((session) => this.workers.recordHeartbeats(session, heard));
    return { written: heard.length };
  }

  #forgetSilent(): void {
    const limitMs = performance.now() - forgetAfterMs;
    for (const [id, { heardMs }] of this.#known) if (heardMs < limitMs) this.#known.delete(id);
  }
}
