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
>;

/** Runs of one group that were sent and not accepted yet. */
export interface UnacceptedRuns {
  readonly group: string;
  readonly count: number;
  /** Those among them whose time to be accepted is over. */
  readonly overdue: number;
}

const dispatchColumns =
  'id, task_id, task_version, task_name, project, group_name, schedule_id, planned_at, due_at, attempt, params';

/** The ready runs in the database, by group and priority: taking them out, giving them back, finding lost ones. */
@Injectable()
export class BacklogStore {
  /** Pending runs of one group and priority rank that may go out, earliest first, locked against other masters. */
  async claimReady(
    session: Session,
    group: string,
    rank: number,
    now: Date,
    limit: number,
  ): Promise<DispatchRow[]> {
    return this.#claim(session, 'pending', [group, rank, now, limit]);
  }

  /** Dispatched runs that nobody accepted in time: lost on the way, to be sent again as the same attempt. */
  async claimUnaccepted(
    session: Session,
    group: string,
    rank: number,
    now: Date,
    limit: number,
  ): Promise<DispatchRow[]> {
    return this.#claim(session, 'dispatched', [group, rank, now, limit]);
  }

  /** Runs by id that are still pending, locked (they were held in memory until due). */
  async claimHeld(session: Session, ids: readonly string[]): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run WHERE id IN (?) AND state = 'pending' ORDER BY id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** Marks claimed runs as sent. Not accepted by `retryAt`, they are sent again. */
  async markDispatched(session: Session, ids: readonly string[], now: Date, retryAt: Date): Promise<void> {
    await session.execute(
      `UPDATE run SET state = 'dispatched', eligible_at = ?, first_dispatched_at = COALESCE(first_dispatched_at, ?)
       WHERE id IN (?) AND state IN ('pending', 'dispatched')`,
      [retryAt, now, ids],
    );
  }

  /** Takes back what no queue took. */
  async giveBack(session: Session, runs: readonly DispatchRow[], eligibleAt: Date): Promise<void> {
    for (const { attempt, ids } of byAttempt(runs)) {
      await session.execute(
        "UPDATE run SET state = 'pending', eligible_at = ? WHERE id IN (?) AND attempt = ? AND state = 'dispatched'",
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

  /** Lets any master send runs that were held for one, when they are due. */
  async offer(session: Session, ids: readonly string[]): Promise<void> {
    await session.execute("UPDATE run SET eligible_at = due_at WHERE id IN (?) AND state = 'pending'", [ids]);
  }

  /** Runs sent and not yet accepted, by group. */
  async countDispatched(session: Session): Promise<Map<string, number>> {
    const rows = await session.select<{ group_name: string; count: number }>(
      "SELECT group_name, COUNT(*) AS count FROM run WHERE state = 'dispatched' GROUP BY group_name",
    );
    return new Map(rows.map((row) => [row.group_name, Number(row.count)]));
  }

  /** Groups with runs that were sent and not accepted in time. */
  async unaccepted(session: Session, now: Date): Promise<UnacceptedRuns[]> {
    const rows = await session.select<{ group_name: string; count: number; overdue: number }>(
      `SELECT group_name, COUNT(*) AS count, SUM(CASE WHEN eligible_at <= ? THEN 1 ELSE 0 END) AS overdue
       FROM run WHERE state = 'dispatched' GROUP BY group_name`,
      [now],
    );
    return rows
      .map((row) => ({ group: row.group_name, count: Number(row.count), overdue: Number(row.overdue) }))
      .filter((each) => each.overdue > 0);
  }

  async #claim(session: Session, state: string, params: readonly unknown[]): Promise<DispatchRow[]> {
    return session.select<DispatchRow>(
      `SELECT ${dispatchColumns} FROM run
       WHERE state = '${state}' AND group_name = ? AND priority = ? AND eligible_at <= ?
       ORDER BY eligible_at LIMIT ? ${session.dialect.skipLocked}`,
      params,
    );
  }
}

function byAttempt(runs: readonly DispatchRow[]): { attempt: number; ids: string[] }[] {
  return groupsOf(runs, (run) => String(run.attempt)).map((group) => ({
    attempt: group[0]!.attempt,
    ids: group.map((run) => run.id),
  }));
}
