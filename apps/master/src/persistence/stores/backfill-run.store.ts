import { Injectable } from '@nestjs/common';
import type { BackfillRunDto, Page, PageQuery } from '@orrery/contracts';
import { InvalidError, isTerminal, type RunState } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import { groupsOf } from '../groups-of.js';
import type { RunRow } from './run-row.js';

/** A run of a backfill that had not ended when it was looked at last. */
export interface OpenBackfillRun {
  readonly run_id: string;
  readonly planned_at: Date;
  /** As it is now; null: the run is gone. */
  readonly state: RunState | null;
  readonly cancel_requested_at: Date | null;
}

/** How a run of a backfill ended. */
export interface EndedBackfillRun {
  readonly runId: string;
  readonly plannedAt: Date;
  readonly state: RunState;
}

/** Keeps which planned times of backfills are run, by which runs. */
@Injectable()
export class BackfillRunStore {
  /** Claims the planned times of these runs. */
  async insertAll(session: Session, backfillId: string, runs: readonly RunRow[]): Promise<void> {
    await session.insertMany(
      'backfill_run',
      runs.map((run) => ({
        backfill_id: backfillId,
        planned_at: run.planned_at,
        target_id: run.task_id,
        run_id: run.id,
        state: 'open',
      })),
    );
  }

  /** Those that are not known to have ended, with how their runs are. */
  open(session: Session, backfillId: string): Promise<OpenBackfillRun[]> {
    return session.select<OpenBackfillRun>(
      `SELECT b.run_id, b.planned_at, r.state, r.cancel_requested_at
       FROM backfill_run b LEFT JOIN run r ON r.id = b.run_id
       WHERE b.backfill_id = ? AND b.state = 'open' ORDER BY b.planned_at`,
      [backfillId],
    );
  }

  async end(session: Session, backfillId: string, ended: readonly EndedBackfillRun[]): Promise<void> {
    for (const group of groupsOf(ended, ({ state }) => state)) {
      await session.execute('UPDATE backfill_run SET state = ? WHERE backfill_id = ? AND planned_at IN (?)', [
        group[0]!.state,
        backfillId,
        group.map(({ plannedAt }) => plannedAt),
      ]);
    }
  }

  /** The backfills that these runs belong to. */
  async backfillsOf(session: Session, runIds: readonly string[]): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      'SELECT DISTINCT backfill_id AS id FROM backfill_run WHERE run_id IN (?)',
      [runIds],
    );
    return rows.map((row) => row.id);
  }

  /** In the order of their planned times. */
  async list(session: Session, backfillId: string, query: PageQuery): Promise<Page<BackfillRunDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('b.backfill_id = ?', backfillId)
      .where('b.planned_at > ?', instantOf(cursorKey(query)));
    const rows = await session.select<OpenBackfillRun & { kept: RunState | 'open' }>(
      `SELECT b.run_id, b.planned_at, b.state AS kept, r.state FROM backfill_run b LEFT JOIN run r ON r.id = b.run_id
       ${conditions.toString()} ORDER BY b.planned_at LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.planned_at.toISOString(),
      ({ planned_at, run_id, kept, state }) => ({
        plannedAt: planned_at.toISOString(),
        runId: run_id,
        state: kept === 'open' ? (state ?? 'lost') : kept,
      }),
    );
  }
}

/** The runs among those that have ended; one that is gone is lost. */
export function endedAmong(open: readonly OpenBackfillRun[]): EndedBackfillRun[] {
  return open.flatMap(({ run_id: runId, planned_at: plannedAt, state }) => {
    if (state !== null && !isTerminal(state)) return [];
    return [{ runId, plannedAt, state: state ?? 'lost' }];
  });
}

function instantOf(key: string | undefined): Date | undefined {
  if (key === undefined) return undefined;
  const at = new Date(key);
  if (Number.isNaN(at.getTime())) throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return at;
}
