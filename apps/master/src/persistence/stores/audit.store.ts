import { Injectable } from '@nestjs/common';
import { livingWorkerStates } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

/** An attempt that a living worker should have in its hands. */
export interface RunningAttempt {
  readonly runId: string;
  readonly attempt: number;
  readonly workerId: string;
}

const mostAsked = 5_000;

/** What reconciliation compares with the workers and the broker; "now" is the clock of the database. */
@Injectable()
export class AuditStore {
  /** Attempts that have been running for a while in the present life of a living worker. */
  async running(session: Session, forMs: number): Promise<RunningAttempt[]> {
    const { dialect } = session;
    const before = dialect.plusMs(dialect.now, -forMs);
    const rows = await session.select<{ id: string; attempt: number; worker_id: string }>(
      `SELECT r.id, r.attempt, r.worker_id FROM run r JOIN worker w ON w.id = r.worker_id AND w.epoch = r.worker_epoch
       WHERE r.state = 'running' AND r.started_at < ${before} AND w.state IN (?) LIMIT ?`,
      [livingWorkerStates, mostAsked],
    );
    return rows.map(({ id, attempt, worker_id: workerId }) => ({ runId: id, attempt, workerId }));
  }

  /** Living workers that have something in their hands, whatever the database says. */
  async busyWorkers(session: Session): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      'SELECT id FROM worker WHERE state IN (?) AND busy > 0 ORDER BY id',
      [livingWorkerStates],
    );
    return rows.map(({ id }) => id);
  }

  /** How many of those asked about were lost although their worker lives: it did not have them. */
  async missed(session: Session, asked: readonly RunningAttempt[]): Promise<number> {
    if (asked.length === 0) return 0;
    const ids = asked.map(({ runId }) => runId);
    const numbers = new Map(asked.map(({ runId, attempt }) => [runId, attempt]));
    const rows = await session.select<{ run_id: string; attempt: number }>(
      `SELECT run_id, attempt FROM run_attempt WHERE run_id IN (?) AND state = 'lost'
         AND worker_id IN (SELECT id FROM worker WHERE state IN (?))
       UNION ALL SELECT id AS run_id, attempt FROM run WHERE id IN (?) AND state = 'lost'
         AND worker_id IN (SELECT id FROM worker WHERE state IN (?))`,
      [ids, livingWorkerStates, ids, livingWorkerStates],
    );
    return rows.filter(({ run_id, attempt }) => numbers.get(run_id) === attempt).length;
  }

  /** Events that wait in the outbox although they are overdue. */
  async overdueEvents(session: Session, before: Date): Promise<number> {
    const [row] = await session.select<{ count: number }>(
      'SELECT COUNT(*) AS count FROM outbox_event WHERE due_at < ?',
      [before],
    );
    return Number(row!.count);
  }

  /** Active schedules whose next fire passed, and those that have none and wait for nothing. */
  async standingSchedules(session: Session, before: Date): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT id FROM schedule WHERE state = 'active' AND serial IN (0, 1) AND next_fire_at < ?
       UNION ALL SELECT id FROM schedule WHERE state = 'active' AND serial IN (0, 1) AND next_fire_at IS NULL
         AND awaited_run_id IS NULL AND subscription IS NULL
       LIMIT 100`,
      [before],
    );
    return rows.map(({ id }) => id);
  }
}
