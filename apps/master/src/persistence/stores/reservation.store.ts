import { Injectable } from '@nestjs/common';
import type { WorkerReservationDto } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';
import { ReservedRunStore } from './reserved-run.store.js';

interface ReservationRow {
  readonly id: string;
  readonly worker_id: string;
  readonly slots: number;
  readonly purpose: string;
  readonly run_id: string | null;
  readonly workflow_run_id: string | null;
  readonly group_name: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly until_at: Date;
}

type KeptRow = Pick<
  ReservationRow,
  'worker_id' | 'slots' | 'run_id' | 'workflow_run_id' | 'group_name' | 'created_at' | 'until_at'
> & {
  readonly now_at: Date;
};

/** Slots kept free on a worker, and for how long. */
export interface KeptSlots {
  readonly workerId: string;
  /** The run that will use them; null: none has asked yet. */
  readonly runId: string | null;
  /** The workflow run whose nodes use them, in this group. */
  readonly workflow?: { readonly runId: string; readonly group: string };
  /** Not used now. */
  readonly slots: number;
  /** Those in use included. */
  readonly total: number;
  readonly forMs: number;
  /** How long ago they were reserved. */
  readonly ageMs: number;
}

export interface NewReservation {
  readonly id: string;
  readonly workerId: string;
  readonly slots: number;
  readonly purpose: string;
  readonly forMs: number;
  readonly createdBy: string;
}

/** Reservations are leases by the clock of the database: one that is over counts no more, whoever forgot it. */
@Injectable()
export class ReservationStore {
  constructor(private readonly reservedRuns: ReservedRunStore) {}

  async insert(session: Session, { forMs, workerId, createdBy, ...rest }: NewReservation): Promise<void> {
    const { dialect } = session;
    await session.execute(
      `INSERT INTO worker_reservation (id, worker_id, slots, purpose, run_id, created_by, created_at, until_at)
       VALUES (?, ?, ?, ?, NULL, ?, ${dialect.now}, ${dialect.plusMs(dialect.now, forMs)})`,
      [rest.id, workerId, rest.slots, rest.purpose, createdBy],
    );
  }

  async find(session: Session, id: string): Promise<WorkerReservationDto | undefined> {
    const [row] = await session.select<ReservationRow>(
      `SELECT * FROM worker_reservation WHERE id = ? AND until_at > ${session.dialect.now}`,
      [id],
    );
    return row && toDto(row);
  }

  async ofWorker(session: Session, workerId: string): Promise<WorkerReservationDto[]> {
    const rows = await session.select<ReservationRow>(
      `SELECT * FROM worker_reservation WHERE until_at > ${session.dialect.now} AND worker_id = ? ORDER BY id`,
      [workerId],
    );
    return rows.map(toDto);
  }

  /** What is reserved, but for what a run has used up; of a workflow run's, how much is left. */
  async kept(session: Session): Promise<KeptSlots[]> {
    const { now } = session.dialect;
    const rows = await session.select<KeptRow>(
      `SELECT v.worker_id, v.slots, v.run_id, v.workflow_run_id, v.group_name, v.created_at, v.until_at,
         ${now} AS now_at
       FROM worker_reservation v LEFT JOIN run r ON r.id = v.run_id
       WHERE v.until_at > ${now} AND (r.id IS NULL OR r.state = 'pending')`,
    );
    const workflows = rows.flatMap(({ workflow_run_id: id }) => (id === null ? [] : [id]));
    const used = await this.reservedRuns.used(session, [...new Set(workflows)]);
    return rows.map((row) => {
      const mine = used.filter(
        (each) => each.workflowRunId === row.workflow_run_id && each.workerId === row.worker_id,
      );
      const inUse = mine.reduce((sum, { slots }) => sum + slots, 0);
      return toKept(row, inUse);
    });
  }

  /** Which of these runs have slots that are still reserved on a worker that is there, be it out of service. */
  async awaiting(session: Session, runIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (runIds.length === 0) return new Set();
    const rows = await session.select<{ run_id: string }>(
      `SELECT v.run_id FROM worker_reservation v JOIN worker w ON w.id = v.worker_id
       WHERE v.until_at > ${session.dialect.now} AND v.run_id IN (?) AND w.state NOT IN ('lost', 'stopped')`,
      [runIds],
    );
    return new Set(rows.map((row) => row.run_id));
  }

  /** Gives the reservation to a run; false when it is over or another run has it. */
  async use(session: Session, id: string, runId: string): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE worker_reservation SET run_id = ? WHERE id = ? AND run_id IS NULL AND until_at > ${session.dialect.now}`,
      [runId, id],
    );
    return affected === 1;
  }

  async delete(session: Session, id: string): Promise<boolean> {
    const { affected } = await session.execute('DELETE FROM worker_reservation WHERE id = ?', [id]);
    return affected === 1;
  }

  /** Removes those that are over. */
  async prune(session: Session): Promise<void> {
    await session.execute(`DELETE FROM worker_reservation WHERE until_at < ${session.dialect.now}`);
  }
}

function toKept(row: KeptRow, inUse: number): KeptSlots {
  const { worker_id: workerId, slots, run_id: runId, workflow_run_id: id, group_name: group } = row;
  return {
    ...{ workerId, runId, slots: Math.max(0, slots - inUse), total: slots },
    ...(id !== null && { workflow: { runId: id, group: group! } }),
    forMs: row.until_at.getTime() - row.now_at.getTime(),
    ageMs: row.now_at.getTime() - row.created_at.getTime(),
  };
}

function toDto(row: ReservationRow): WorkerReservationDto {
  return {
    id: row.id,
    workerId: row.worker_id,
    slots: row.slots,
    purpose: row.purpose,
    runId: row.run_id,
    workflowRunId: row.workflow_run_id,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    untilAt: row.until_at.toISOString(),
  };
}
