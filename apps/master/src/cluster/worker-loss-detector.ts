import { Injectable } from '@nestjs/common';
import type { WorkerEvent } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import type { OutboxEvent } from '../persistence/stores/outbox.store.js';
import type { SilentWorker } from '../persistence/stores/worker.store.js';
import { HearingHealth } from './hearing-health.js';
import { LossRecords } from './loss-records.js';

/** Declares workers lost that have been silent too long. Their runs are another class's duty (LostRunRescuer). */
@Injectable()
export class WorkerLossDetector {
  constructor(
    private readonly records: LossRecords,
    private readonly hearing: HearingHealth,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ lost: number }> {
    const { workerSilentMs } = this.settings.config;
    const { database, workers, outbox, clock } = this.records;
    const now = clock.now();
    const lost = await database.transaction(async (session) => {
      // Asked in here: when the database was away until now, this is the second try, and nobody could be heard.
      if (this.hearing.hearingForMs() < workerSilentMs) return [];
      const silent = await workers.declareLost(session, workerSilentMs);
      await outbox.add(
        session,
        silent.map((worker) => lostEvent(worker, now)),
        now,
      );
      return silent;
    });
    for (const worker of lost) {
      this.log.logger.warn(
        `worker ${worker.id} lost: silent since ${worker.last_seen_at.toISOString()}; its runs are tried again elsewhere`,
      );
    }
    return { lost: lost.length };
  }
}

function lostEvent(worker: SilentWorker, now: Date): OutboxEvent {
  const payload: WorkerEvent = {
    v: 1,
    id: newId(),
    at: now.toISOString(),
    workerId: worker.id,
    workerEpoch: worker.epoch,
    state: 'lost',
    lastSeenAt: worker.last_seen_at.toISOString(),
  };
  return { message: 'worker.event', routingKey: 'worker.lost', payload };
}
