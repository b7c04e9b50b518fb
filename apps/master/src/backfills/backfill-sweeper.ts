import { Injectable } from '@nestjs/common';
import { UnavailableError } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { BackfillRecords } from './backfill-records.js';
import { BackfillStep, type BackfillLook } from './backfill-step.js';
import { BackfillSurroundings } from './backfill-surroundings.js';

const tryAgainAfterMs = 10_000;

/** Moves backfills on whose runs have ended, or that are to be looked at anyway. */
@Injectable()
export class BackfillSweeper {
  constructor(
    private readonly database: Database,
    private readonly records: BackfillRecords,
    private readonly step: BackfillStep,
    private readonly around: BackfillSurroundings,
  ) {}

  async runOnce(): Promise<{ looked: number; made: number }> {
    await this.#hurry(this.around.wake.takeEnded());
    const tally = { looked: 0, made: 0 };
    for (;;) {
      const look = await this.#look();
      if (!look) return tally;
      tally.looked += 1;
      tally.made += look.made;
    }
  }

  /** Those whose runs have ended come first. */
  async #hurry(runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    const now = this.around.clock.now();
    await this.database.run(async (session) => {
      const ids = await this.records.runs.backfillsOf(session, runIds);
      await this.records.backfills.lookAt(session, ids, now);
    });
  }

  async #look(): Promise<BackfillLook | undefined> {
    try {
      const look = await this.step.look();
      if (look) await this.#follow(look);
      return look;
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      return this.#putOff(error);
    }
  }

  async #follow({ made, toCancel }: BackfillLook): Promise<void> {
    if (made > 0) this.around.dispatch.wake();
    if (toCancel.length > 0) await this.around.canceller.cancelAll(toCancel, 'its backfill was cancelled');
  }

  /** One that cannot go on keeps no other from it. */
  async #putOff(reason: unknown): Promise<BackfillLook | undefined> {
    const now = this.around.clock.now();
    const later = new Date(now.getTime() + tryAgainAfterMs);
    const id = await this.database.transaction(async (session) => {
      const row = await this.records.backfills.claimDue(session, now);
      if (row) await this.records.backfills.putOff(session, row.id, later);
      return row?.id;
    });
    if (id === undefined) return undefined;
    this.around.log.logger.error(
      `backfill ${id} cannot go on now and is looked at again later (${messageOf(reason)})`,
    );
    return { id, made: 0, toCancel: [] };
  }
}
