import { Injectable } from '@nestjs/common';
import type { HeartbeatMessage } from '@orrery/contracts';
import { Database } from '@orrery/persistence';
import { WorkerStore } from '../persistence/stores/worker.store.js';

/** Folds heartbeats in memory, the newest of each worker, and writes them in batches. */
@Injectable()
export class HeartbeatRegistry {
  readonly #unwritten = new Map<string, HeartbeatMessage>();
  readonly #known = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly workers: WorkerStore,
  ) {}

  /** Returns whether one of them is news: a worker not seen before, another epoch, state or number of slots. */
  take(beats: readonly HeartbeatMessage[]): boolean {
    let news = false;
    for (const beat of beats) {
      const face = `${beat.workerEpoch} ${beat.state} ${beat.slots} ${beat.group}`;
      news ||= this.#known.get(beat.workerId) !== face;
      this.#known.set(beat.workerId, face);
      this.#unwritten.set(beat.workerId, beat);
    }
    return news;
  }

  async flush(): Promise<{ written: number }> {
    const beats = [...this.#unwritten.values()].sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
    this.#unwritten.clear();
    await this.database.run((session) => this.workers.recordHeartbeats(session, beats));
    return { written: beats.length };
  }
}
