import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { FireStore } from '../persistence/stores/fire.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';

/** Takes back fires that were planned ahead of their time when their schedule changes under them. */
@Injectable()
export class FireWithdrawal {
  constructor(
    private readonly fires: FireStore,
    private readonly progress: RunProgressStore,
  ) {}

  /** Fires planned after `now` whose runs have not gone out become SKIPPED, their runs `skipped`. */
  async withdraw(session: Session, scheduleId: string, now: Date, reason: string): Promise<void> {
    const runIds = await this.fires.withdraw(session, scheduleId, now, reason);
    await this.progress.finish(
      session,
      runIds.map((id) => ({
        id,
        attempt: 1,
        state: 'skipped',
        startedAt: null,
        finishedAt: now,
        workerId: null,
        exitCode: null,
        result: null,
        failure: null,
      })),
    );
  }
}
