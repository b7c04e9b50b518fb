import { Injectable } from '@nestjs/common';
import { closedBreaker, type Breaker, type BreakerState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';

interface BreakerRow {
  readonly worker_id: string;
  readonly state: BreakerState;
  readonly failures: number;
  readonly tasks: string;
  readonly openings: number;
  readonly until_at: Date | null;
  readonly reason: string;
}

const longestReason = 500;

/** The breakers of workers that failed lately; the same for every master. */
@Injectable()
export class WorkerBreakerStore {
  async all(session: Session): Promise<Map<string, Breaker>> {
    return byWorker(await session.select<BreakerRow>('SELECT * FROM worker_breaker'));
  }

  /** Of each of these workers, closed where it has none; locked until the transaction ends. */
  async lock(session: Session, workerIds: readonly string[]): Promise<Map<string, Breaker>> {
    const found = byWorker(
      await session.select<BreakerRow>(
        `SELECT * FROM worker_breaker WHERE worker_id IN (?) ORDER BY worker_id ${session.dialect.forUpdate}`,
        [workerIds],
      ),
    );
    return new Map(workerIds.map((id) => [id, found.get(id) ?? closedBreaker]));
  }

  async save(session: Session, workerId: string, breaker: Breaker, reason: string, now: Date): Promise<void> {
    const row = {
      worker_id: workerId,
      state: breaker.state,
      failures: breaker.failures,
      tasks: breaker.tasks,
      openings: breaker.openings,
      until_at: breaker.until,
      reason: reason.slice(0, longestReason),
      changed_at: now,
    };
    const update = Object.keys(row).filter((column) => column !== 'worker_id');
    await session.upsertMany('worker_breaker', [row], { key: ['worker_id'], update });
  }

  /** Only one attempt tries a worker whose time is over: true for the caller that sends it. */
  async beginTry(session: Session, workerId: string, tried: Breaker, now: Date): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE worker_breaker SET state = ?, until_at = ?, changed_at = ?
       WHERE worker_id = ? AND state <> 'closed' AND until_at <= ?`,
      [tried.state, tried.until, now, workerId, now],
    );
    return affected === 1;
  }

  /** As if they had never failed. */
  async close(session: Session, workerIds: readonly string[]): Promise<void> {
    await session.execute('DELETE FROM worker_breaker WHERE worker_id IN (?)', [workerIds]);
  }
}

function byWorker(rows: readonly BreakerRow[]): Map<string, Breaker> {
  return new Map(
    rows.map(({ worker_id, state, failures, tasks, openings, until_at }) => [
      worker_id,
      { state, failures, tasks: JSON.parse(tasks) as string[], openings, until: until_at },
    ]),
  );
}
