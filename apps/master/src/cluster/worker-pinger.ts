import { Injectable } from '@nestjs/common';
import { judgeWorkerLife } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import type { GoneWorker } from '../persistence/stores/worker-life.store.js';
import { LifeRecords } from './life-records.js';
import { WorkerLosses, type Suspect } from './worker-losses.js';

/** A worker that was merely cut off has connected again by then, as a rule. */
const patienceMs = 600;

interface Suspicion {
  readonly epoch: string;
  /** When the first ping came back: here, and by the clock of the database. */
  readonly sinceMs: number;
  readonly since: Date;
}

/**
 * Asks the broker whether each living worker still holds its queue, which lives with its connection: a ping that comes back
 * is a closed connection. What is not open for all that was cut for a moment, so the second one decides.
 */
@Injectable()
export class WorkerPinger {
  readonly #suspicions = new Map<string, Suspicion>();

  constructor(
    private readonly database: Database,
    private readonly records: LifeRecords,
    private readonly sender: MessageSender,
    private readonly losses: WorkerLosses,
  ) {}

  async runOnce(): Promise<{ pinged: number; lost: number }> {
    const { now, workers } = await this.database.run((session) => this.records.living(session));
    const payload = { v: 1 } as const;
    const outcomes = await this.sender.sendAll(
      'worker.ping',
      workers.map(({ id }) => ({ payload, address: id })),
    );
    const returned = workers.filter((_, index) => outcomes[index] === 'unroutable');
    const lost = this.#judge(returned, now);
    return { pinged: workers.length, lost: await this.losses.declare(lost, 'its connection is closed') };
  }

  #judge(returned: readonly GoneWorker[], now: Date): Suspect[] {
    const ids = new Set(returned.map(({ id }) => id));
    for (const id of this.#suspicions.keys()) if (!ids.has(id)) this.#suspicions.delete(id);
    return returned.flatMap((worker) => {
      const suspicion = this.#suspicionOf(worker, now);
      const returnedForMs = performance.now() - suspicion.sinceMs;
      const heardSince = worker.last_seen_at > suspicion.since;
      const verdict = judgeWorkerLife({ returnedForMs, heardSince }, patienceMs);
      if (verdict === 'alive') this.#suspicions.delete(worker.id);
      return verdict === 'lost' ? [{ worker, since: suspicion.since }] : [];
    });
  }

  #suspicionOf({ id, epoch }: GoneWorker, now: Date): Suspicion {
    const known = this.#suspicions.get(id);
    if (known?.epoch === epoch) return known;
    const suspicion = { epoch, sinceMs: performance.now(), since: now };
    this.#suspicions.set(id, suspicion);
    return suspicion;
  }
}
