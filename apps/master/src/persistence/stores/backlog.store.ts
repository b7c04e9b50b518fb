import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { groupsOf } from '../groups-of.js';
import type { RunRow } from './run-row.js';

/** A run on its way to a worker: what a dispatch message is made of. */
export type DispatchRow = Pick<
  RunRow,
  | 'id'
  | 'task_id'
  | 'task_version'
  | 'task_name'
  | 'project'
  | 'group_name'
  | 'schedule_id'
  | 'planned_at'
  | 'due_at'
  | 'attempt'
  | 'params'
  | 'priority'
  | 'weight'
  /** The worker it is pushed to; null: whichever of the group takes it. */
  | 'worker_id'
  | 'parent_id'
  | 'shard_index'
  | 'shard_total'
  | 'overrides'
  | 'workflow_run_id'
> & {
  /** What an earlier attempt stored last, as JSON. */
  readonly stored_checkpoint?: string | null;
  /** Slots are reserved for it on its worker. */
  readonly usesReserved?: boolean;
};

/** The run that has waited longest of those of one priority and project in a group. */
export interface BacklogHead {
  readonly rank: number;
  readonly project: string;
  readonly since: Date;
}

/** Some runs of the backlog: of one group, priority and project, ready since `until` or longer. */
export interface BacklogSlice {
  readonly group: string;
  readonly rank: number;
  readonly project: string;
  readonly until: Date;
}

/** Runs on their way to a group. */
export interface WaitingSlots {
  readonly runs: number;
  /** What they weigh together. */
  readonly slots: number;
}

/** Runs of one group that were sent and not accepted yet. */
export interface UnacceptedRuns {
  readonly group: string;
  readonly count: number;
  /** Those among them whose time to be accepted is over. */
  readonly overdue: number;
}

const dispatchColumns = `id, task_id, task_version, task_name, project, group_name, schedule_id, planned_at, due_at, attempt, params, priority, weight, worker_id, parent_id, shard_index, shard_total, overrides, workflow_run_id,
  CASE WHEN attempt > 1 THEN (SELECT c.value FROM run_checkpoint c WHERE c.run_id = run.id) END AS stored_checkpoint`;

/** The ready runs in the database, by group and priority: taking them out, giving them back, finding lost ones. */
@Injectable()
export class BacklogStore {
  /**
   * Who has waited longest in a group, for each priority and project; those whose time has not come included. Grouped by
   * all the columns of the index before `eligible_at`, so that the database jumps from head to head.
   */
  async heads(session: Session, group: string): Promise<BacklogHead[]> {
    const rows = await session.select<{ priority: number; project: string; since_at: Date | null }>(
      `SELECT priority, project, MIN(eligible_at) AS since_at FROM run
       WHERE state = 'pending' AND group_name = ? GROUP BY state, group_name, priority, project`,
      [group],
    );
    return rows.flatMap(({ priority, project, since_at }) => {
      return since_at === null ? [] : [{ rank: priority, project, since: since_at }];
    });
  }

  /** Pending runs that may go out, earliest first, locked against other masters. */
  async claimReady(session: Session, slice: BacklogSlice, limit: number): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run
       WHERE state = 'pending' AND group_name = ? AND priority = ? AND project = ? AND eligible_at <= ?
       ORDER BY eligible_at LIMIT ? ${session.dialect.skipLocked}`,
      [slice.group, slice.rank, slice.project, slice.until, limit],
    );
  }

  /**
   * Dispatched runs of a group's queue that nobody accepted in time: lost on the way, to be sent again as the same attempt. In no order, so
   * that no more rows are locked than are taken.
   */
  async claimUnaccepted(
    session: Session,
    group: string,
    rank: number,
    now: Date,
    limit: number,
  ): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run
       WHERE state = 'dispatched' AND group_name = ? AND priority = ? AND eligible_at <= ? AND worker_id IS NULL
       LIMIT ? ${session.dialect.skipLocked}`,
      [group, rank, now, limit],
    );
  }

  /** Runs by id that are still pending, locked (they were held in memory until due). */
  async claimHeld(session: Session, ids: readonly string[]): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run WHERE id IN (?) AND state = 'pending' ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** Marks claimed runs as sent, to their worker where they have one. Not accepted by `retryAt`, they are sent again. */
  async markDispatched(
    session: Session,
    runs: readonly DispatchRow[],
    now: Date,
    retryAt: Date,
  ): Promise<void> {
    for (const group of groupsOf(runs, (run) => run.worker_id ?? '')) {
      await session.execute(
        `UPDATE run SET state = 'dispatched', eligible_at = ?, worker_id = ?,
           first_dispatched_at = COALESCE(first_dispatched_at, ?)
         WHERE id IN (?) AND state IN ('pending', 'dispatched')`,
        [retryAt, group[0]!.worker_id, now, group.map((run) => run.id)],
      );
    }
  }

  /**
   * Marks held runs as sent without looking at them first: this master made them and knows what they are. Whoever marked
   * fewer than it asked for has to look which: something happened to the others.
   */
  async markHeld(session: Session, ids: readonly string[], now: Date, retryAt: Date): Promise<number> {
    const { affected } = await session.execute(
      `UPDATE run SET state = 'dispatched', eligible_at = ?, first_dispatched_at = ?
       WHERE id IN (?) AND state = 'pending' AND attempt = 1 AND first_dispatched_at IS NULL AND eligible_at IS NOT NULL`,
      [retryAt, now, ids],
    );
    return affected;
  }

  /** Takes back what no queue took. */
  async giveBack(session: Session, runs: readonly DispatchRow[], eligibleAt: Date): Promise<void> {
    for (const { attempt, ids } of byAttempt(runs)) {
      await session.execute(
        `UPDATE run SET state = 'pending', eligible_at = ?, worker_id = NULL
         WHERE id IN (?) AND attempt = ? AND state = 'dispatched'`,
        [eligibleAt, ids, attempt],
      );
    }
  }

  /** Has runs sent once more at `eligibleAt`, as the same attempt, unless a worker accepts them before. */
  async sendAgain(session: Session, runs: readonly DispatchRow[], eligibleAt: Date): Promise<void> {
    for (const { attempt, ids } of byAttempt(runs)) {
      await session.execute(
        "UPDATE run SET eligible_at = ? WHERE id IN (?) AND attempt = ? AND state = 'dispatched'",
        [eligibleAt, ids, attempt],
      );
    }
  }

  /** Puts off the time from which any master may send runs that are held for one; not of runs that are parked meanwhile. */
  async holdUntil(session: Session, ids: readonly string[], until: Date): Promise<void> {
    await session.execute(
      `UPDATE run SET eligible_at = ?
       WHERE id IN (?) AND state = 'pending' AND first_dispatched_at IS NULL AND eligible_at IS NOT NULL`,
      [until, ids],
    );
  }

  /** Lets any master send runs that were held for one, when they are due. */
  async offer(session: Session, ids: readonly string[]): Promise<void> {
    await session.execute("UPDATE run SET eligible_at = due_at WHERE id IN (?) AND state = 'pending'", [ids]);
  }

  /** Runs sent and not yet accepted, by group. */
  async countDispatched(session: Session): Promise<Map<string, WaitingSlots>> {
    const rows = await session.select<{ group_name: string; count: number; slots: number }>(
      `SELECT group_name, COUNT(*) AS count, SUM(weight) AS slots FROM run
       WHERE state = 'dispatched' AND eligible_at IS NOT NULL GROUP BY group_name`,
    );
    return new Map(
      rows.map((row) => [row.group_name, { runs: Number(row.count), slots: Number(row.slots) }]),
    );
  }

  /** Pushed runs that their worker did not accept in time, or whose worker is not up any more; locked. */
  async claimUnacceptedPushes(session: Session, now: Date, limit: number): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run
       WHERE state = 'dispatched' AND worker_id IS NOT NULL
         AND (eligible_at <= ? OR worker_id NOT IN (SELECT id FROM worker WHERE state = 'up'))
       LIMIT ? ${session.dialect.skipLocked}`,
      [now, limit],
    );
  }

  /** Groups with runs that were sent to their queue and not accepted in time. */
  async unaccepted(session: Session, now: Date): Promise<UnacceptedRuns[]> {
    const rows = await session.select<{ group_name: string; count: number; overdue: number }>(
      `SELECT group_name, COUNT(*) AS count, SUM(CASE WHEN eligible_at <= ? THEN 1 ELSE 0 END) AS overdue
       FROM run WHERE state = 'dispatched' AND eligible_at IS NOT NULL AND worker_id IS NULL GROUP BY group_name`,
      [now],
    );
    return rows
      .map((row) => ({ group: row.group_name, count: Number(row.count), overdue: Number(row.overdue) }))
      .filter((each) => each.overdue > 0);
  }
}

function byAttempt(runs: readonly DispatchRow[]): { attempt: number; ids: string[] }[] {
  return groupsOf(runs, (run) => String(run.attempt)).map((group) => ({
    attempt: group[0]!.attempt,
    ids: group.map((run) => run.id),
  }));
}
