import { Injectable } from '@nestjs/common';
import type { OrphanView, WorkerState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';
import type { DefinitionKey } from './task.store.js';

/** How long a run waits for a worker that seems gone. */
export interface OrphanGrace {
  /** A worker that stopped or started again may have reports on their way. */
  readonly lastWordsMs: number;
  /** A life that the registry does not show may hold a lease that was granted before its row went. */
  readonly unheardMs: number;
}

/** A running run whose worker is not what it was. */
export interface Orphan extends DefinitionKey, Omit<OrphanView, 'idempotent'> {
  readonly id: string;
  readonly attempt: number;
  readonly worker_id: string;
  readonly worker_epoch: string;
}

interface OrphanRow extends DefinitionKey, Pick<Orphan, 'id' | 'attempt' | 'worker_id' | 'worker_epoch'> {
  readonly worker_state: WorkerState | null;
  readonly present_epoch: string | null;
  readonly last_words_over: number | null;
  readonly unheard_over: number;
  readonly lease_over: number | null;
}

/** Running runs whose worker is gone; "now" is the clock of the database. */
@Injectable()
export class OrphanStore {
  /**
   * Runs whose worker is declared lost, stopped, has another epoch since, or was never heard of. Without an ORDER BY, so
   * that the few running runs are looked at and never the whole table.
   */
  async find(session: Session, grace: OrphanGrace, limit: number): Promise<Orphan[]> {
    const { dialect } = session;
    const settled = dialect.plusMs(dialect.now, -grace.lastWordsMs);
    const unheard = dialect.plusMs(dialect.now, -grace.unheardMs);
    const rows = await session.select<OrphanRow>(
      `SELECT r.id, r.attempt, r.worker_id, r.worker_epoch, r.task_id, r.task_version,
         w.state AS worker_state, w.epoch AS present_epoch, w.state_since_at < ${settled} AS last_words_over,
         w.lease_until_at IS NULL OR w.lease_until_at < ${dialect.now} AS lease_over,
         r.started_at < ${unheard} AND (w.id IS NULL OR w.state_since_at < ${unheard}) AS unheard_over
       FROM run r LEFT JOIN worker w ON w.id = r.worker_id
       WHERE r.state = 'running' AND r.worker_id IS NOT NULL AND (w.state IN ('lost', 'stopped') OR w.epoch <> r.worker_epoch
         OR (w.id IS NULL AND r.started_at < ${unheard})) LIMIT ?`,
      [limit],
    );
    return rows.map(toOrphan);
  }

  /** Locks those that are still what they were: meanwhile a run may have ended, or gone to another worker. */
  async lock(session: Session, orphans: readonly Orphan[]): Promise<RunRow[]> {
    if (orphans.length === 0) return [];
    const found = new Set(orphans.map(lifeOf));
    const rows = await session.select<RunRow>(
      `SELECT * FROM run WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [orphans.map(({ id }) => id)],
    );
    return rows.filter((row) => row.state === 'running' && found.has(lifeOf(row)));
  }
}

function toOrphan(row: OrphanRow): Orphan {
  const {
    worker_state: state,
    present_epoch: epoch,
    last_words_over,
    unheard_over,
    lease_over,
    ...run
  } = row;
  const worker = lifeAsSeen(run.worker_epoch, epoch, state);
  return {
    ...run,
    worker,
    lastWordsOver: Number(last_words_over) === 1,
    leaseOver: Number(worker === 'unheard' ? unheard_over : lease_over) === 1,
  };
}

/** Epochs sort by time. An earlier one in the registry says nothing of the life that has the run: it may well go on. */
function lifeAsSeen(epoch: string, present: string | null, state: WorkerState | null): Orphan['worker'] {
  if (present === null || present < epoch) return 'unheard';
  return present > epoch ? 'reborn' : (state as 'lost' | 'stopped');
}

function lifeOf(run: Pick<RunRow, 'id' | 'attempt' | 'worker_id' | 'worker_epoch'>): string {
  return [run.id, run.attempt, run.worker_id, run.worker_epoch].join(' ');
}
