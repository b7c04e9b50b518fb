import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { FireStore } from '../persistence/stores/fire.store.js';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import { RunStore } from '../persistence/stores/run.store.js';

/** Takes back fires that were planned ahead of their time when their schedule, locked, changes under them. */
@Injectable()
export class FireWithdrawal {
  constructor(
    private readonly fires: FireStore,
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
  ) {}

  /** Fires planned after `now` whose runs have not gone out become SKIPPED, their runs `skipped`. */
  async skip(session: Session, scheduleId: string, now: Date, reason: string): Promise<void> {
    const runIds = await this.fires.lockWithdrawable(session, scheduleId, now);
    if (runIds.length === 0) return;
    await this.fires.skip(session, scheduleId, runIds, reason);
    await this.progress.finish(
      session,
      runIds.map((id) => skipped(id, now)),
    );
  }

  /**
   * Fires planned after `now` whose runs have not gone out are forgotten, so that they can be planned by the schedule's
   * new version. Returns the instant after which it may plan: everything up to it is accounted for.
   */
  async forget(session: Session, scheduleId: string, now: Date): Promise<Date> {
    const runIds = await this.fires.lockWithdrawable(session, scheduleId, now);
    if (runIds.length > 0) {
      await this.fires.forget(session, scheduleId, runIds);
      await this.runs.forget(session, runIds);
    }
    const lastPlannedAt = await this.fires.lastPlannedAt(session, scheduleId);
    return lastPlannedAt && lastPlannedAt > now ? lastPlannedAt : now;
  }
}

function skipped(id: string, now: Date) {
  return {
    id,
    attempt: 1,
    state: 'skipped' as const,
    startedAt: null,
    finishedAt: now,
    workerId: null,
    exitCode: null,
    result: null,
    failure: null,
  };
}
