import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import {
  WorkerLifeStore,
  type GoneWorker,
  type HeardBeat,
  type WrittenBeats,
} from '../persistence/stores/worker-life.store.js';
import { changeEvents, lostEvent } from './worker-events.js';

/** The lives of workers and the outbox: a change is written together with the event that tells of it. */
@Injectable()
export class LifeRecords {
  constructor(
    private readonly lives: WorkerLifeStore,
    private readonly outbox: OutboxStore,
    private readonly clock: Clock,
  ) {}

  async heard(session: Session, beats: readonly HeardBeat[], leaseMs: number): Promise<WrittenBeats> {
    const written = await this.lives.recordHeartbeats(session, beats, leaseMs);
    const now = this.clock.now();
    await this.outbox.add(
      session,
      written.beats.flatMap((beat) => changeEvents(beat, now)),
      now,
    );
    return written;
  }

  living(session: Session): Promise<{ now: Date; workers: GoneWorker[] }> {
    return this.lives.living(session);
  }

  /** Declares those lost that were not heard since. */
  async lost(
    session: Session,
    suspects: readonly { readonly worker: GoneWorker; readonly since: Date }[],
  ): Promise<GoneWorker[]> {
    const gone: GoneWorker[] = [];
    for (const { worker, since } of suspects) {
      if (await this.lives.declareLost(session, worker, since)) gone.push(worker);
    }
    await this.#tell(session, gone);
    return gone;
  }

  async #tell(session: Session, gone: readonly GoneWorker[]): Promise<void> {
    const now = this.clock.now();
    await this.outbox.add(
      session,
      gone.map((worker) => lostEvent(worker, now)),
      now,
    );
  }
}
