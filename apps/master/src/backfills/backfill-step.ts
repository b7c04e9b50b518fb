import { Injectable } from '@nestjs/common';
import { Clock, judgeBackfill } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import type { BackfillRow } from '../persistence/stores/backfill-row.js';
import {
  endedAmong,
  type EndedBackfillRun,
  type OpenBackfillRun,
} from '../persistence/stores/backfill-run.store.js';
import { BackfillRecords } from './backfill-records.js';
import { BackfillRunMaker } from './backfill-run-maker.js';

/** Runs that end are told of at once; this is for what gets lost. */
const lookAgainAfterMs = 1_000;

/** What a look at one backfill did. */
export interface BackfillLook {
  readonly id: string;
  readonly made: number;
  /** Runs of a cancelled one that nobody has told yet. */
  readonly toCancel: readonly string[];
}

/** Moves one backfill on: counts what has ended, makes what may start, or ends it. */
@Injectable()
export class BackfillStep {
  constructor(
    private readonly database: Database,
    private readonly records: BackfillRecords,
    private readonly maker: BackfillRunMaker,
    private readonly clock: Clock,
  ) {}

  /** The one whose turn it is, in one transaction that has it locked; undefined: none is to be looked at. */
  look(): Promise<BackfillLook | undefined> {
    return this.database.transaction(async (session) => {
      const now = this.clock.now();
      const row = await this.records.backfills.claimDue(session, now);
      if (!row) return undefined;
      const open = await this.records.runs.open(session, row.id);
      const ended = endedAmong(open);
      await this.records.runs.end(session, row.id, ended);
      const next = await this.#goOn(session, counted(row, ended), now);
      await this.records.change(session, next);
      const { state } = next;
      const toCancel = state === 'cancelled' ? untold(open, ended) : [];
      return { id: row.id, made: next.made - row.made, toCancel };
    });
  }

  async #goOn(session: Session, row: BackfillRow, now: Date): Promise<BackfillRow> {
    const verdict = judgeBackfill({
      ...row,
      maxParallel: row.max_parallel,
      onFailure: row.on_failure,
      timesLeft: row.next_at !== null,
    });
    switch (verdict.kind) {
      case 'goOn':
        return this.#make(session, row, verdict.room, now);
      case 'wait':
        return { ...row, look_at: new Date(now.getTime() + lookAgainAfterMs) };
      case 'rest':
        return { ...row, look_at: null, finished_at: row.state === 'cancelled' ? now : null };
      case 'end':
        return { ...row, state: verdict.state, look_at: null, finished_at: now };
    }
  }

  async #make(session: Session, row: BackfillRow, room: number, now: Date): Promise<BackfillRow> {
    const advance = await this.maker.make(session, row, room, now);
    if (!advance) {
      return { ...row, state: 'cancelled', reason: `the ${row.target_kind} was deleted`, look_at: now };
    }
    const { runs, skipped, nextAt } = advance;
    await this.records.make(session, row.id, runs);
    return {
      ...row,
      skipped: row.skipped + skipped,
      made: row.made + runs.length,
      next_at: nextAt,
      look_at: runs.length < room ? now : new Date(now.getTime() + lookAgainAfterMs),
    };
  }
}

function counted(row: BackfillRow, ended: readonly EndedBackfillRun[]): BackfillRow {
  const bad = ended.filter(({ state }) => state !== 'succeeded');
  const isStopped = row.on_failure === 'stop' && row.next_at !== null && bad.length > 0;
  return {
    ...row,
    succeeded: row.succeeded + ended.length - bad.length,
    failed: row.failed + bad.length,
    reason: row.reason ?? (isStopped ? stopReason(bad[0]!) : null),
  };
}

function stopReason({ runId, plannedAt, state }: EndedBackfillRun): string {
  return `run ${runId} for ${plannedAt.toISOString()} is ${state}, and the first failure stops it`;
}

function untold(open: readonly OpenBackfillRun[], ended: readonly EndedBackfillRun[]): string[] {
  const over = new Set(ended.map(({ runId }) => runId));
  return open.flatMap(({ run_id: id, cancel_requested_at: asked }) => (over.has(id) || asked ? [] : [id]));
}
