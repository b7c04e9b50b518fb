import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import { taskSubscription, toSchedule, type Schedule, type ScheduleRow } from './schedule-row.js';

/** A schedule starts the one task whenever the other has succeeded. */
export interface Dependency {
  readonly taskId: string;
  readonly upstreamId: string;
}

/** Finds schedules by what they wait for instead of a time. */
@Injectable()
export class SubscriptionStore {
  /** Active and paused schedules that wait for one of these; locked, in the order of their ids. */
  async lock(session: Session, subscriptions: readonly string[]): Promise<Schedule[]> {
    const found = await session.select<{ id: string }>(
      "SELECT id FROM schedule WHERE subscription IN (?) AND state IN ('active', 'paused')",
      [subscriptions],
    );
    if (found.length === 0) return [];
    const rows = await session.select<ScheduleRow>(
      `SELECT * FROM schedule WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [found.map((row) => row.id)],
    );
    // Between the two statements one may have been replaced, or have come to its end.
    const isWaiting = ({ subscription, state }: ScheduleRow) =>
      subscription !== null && subscriptions.includes(subscription) && state !== 'exhausted';
    return rows.filter(isWaiting).map(toSchedule);
  }

  /** Of a locked schedule: everything up to the instant is accounted for. */
  async setLastPlanned(session: Session, id: string, lastPlannedAt: Date): Promise<void> {
    await session.execute('UPDATE schedule SET last_planned_at = ? WHERE id = ?', [lastPlannedAt, id]);
  }

  /** What the tasks are started after, by schedules other than the one named. */
  async upstreamOf(session: Session, taskIds: readonly string[], exceptId?: string): Promise<Dependency[]> {
    const rows = await session.select<{ id: string; task_id: string; subscription: string }>(
      "SELECT id, task_id, subscription FROM schedule WHERE task_id IN (?) AND subscription LIKE 'task:%'",
      [taskIds],
    );
    return rows
      .filter(({ id }) => id !== exceptId)
      .map((row) => ({
        taskId: row.task_id,
        upstreamId: row.subscription.slice(taskSubscription('').length),
      }));
  }

  /** Keeps others from giving these tasks dependencies until the transaction ends. */
  async lockTasks(session: Session, ids: readonly string[]): Promise<void> {
    await session.select(`SELECT id FROM task WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`, [
      ids,
    ]);
  }
}
