import { Injectable } from '@nestjs/common';
import { LeaderWrites } from '../leadership/leader-writes.js';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import type { GoneWorker } from '../persistence/stores/worker-life.store.js';
import { HearingHealth } from './hearing-health.js';
import { LifeRecords } from './life-records.js';

/** A worker that seems gone: it was not heard since. */
export interface Suspect {
  readonly worker: GoneWorker;
  readonly since: Date;
}

/** Declares workers lost, unless this master could not know: after a restart of the broker all seem gone. */
@Injectable()
export class WorkerLosses {
  constructor(
    private readonly records: LifeRecords,
    private readonly writes: LeaderWrites,
    private readonly hearing: HearingHealth,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  /** Returns how many it declared. */
  async declare(suspects: readonly Suspect[], why: string): Promise<number> {
    if (suspects.length === 0) return 0;
    const write = await this.writes.transaction(async (session) => {
      // Asked in here: when the database was away until now, this is the second try, and nobody could be heard.
      if (this.hearing.hearingForMs() < this.settings.config.workerSilentMs) return [];
      return this.records.lost(session, suspects);
    });
    const lost = write.kind === 'written' ? write.value : [];
    for (const { id, last_seen_at } of lost) {
      const seen = last_seen_at.toISOString();
      this.log.logger.warn(
        `worker ${id} lost: ${why} (last seen ${seen}); its runs are tried again elsewhere`,
      );
    }
    return lost.length;
  }
}
