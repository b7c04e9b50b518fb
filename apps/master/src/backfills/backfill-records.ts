import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { BackfillRow } from '../persistence/stores/backfill-row.js';
import { BackfillRunStore } from '../persistence/stores/backfill-run.store.js';
import { BackfillStore } from '../persistence/stores/backfill.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import { RunStore } from '../persistence/stores/run.store.js';

/** Writes backfills together with their runs. */
@Injectable()
export class BackfillRecords {
  constructor(
    readonly backfills: BackfillStore,
    readonly runs: BackfillRunStore,
    private readonly allRuns: RunStore,
  ) {}

  /** Runs and the claims of their planned times. */
  async make(session: Session, backfillId: string, runs: readonly RunRow[]): Promise<void> {
    if (runs.length === 0) return;
    await this.runs.insertAll(session, backfillId, runs);
    await this.allRuns.insertAll(session, runs);
  }

  /** How far the locked one has come. */
  async change(session: Session, row: BackfillRow): Promise<void> {
    const { state, reason, skipped, made, succeeded, failed, next_at, look_at, finished_at } = row;
    const change = { state, reason, skipped, made, succeeded, failed, next_at, look_at, finished_at };
    await this.backfills.change(session, row.id, change);
  }
}
