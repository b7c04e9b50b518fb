import { Injectable } from '@nestjs/common';
import { terminalRunStates } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { OpenParent } from './shard.store.js';

const mostAtOnce = 500;

/** What is looked for among open parents and their children every now and then. */
@Injectable()
export class ShardSweepStore {
  /** Parents that have not ended although none of their children goes on. */
  async childless(session: Session): Promise<string[]> {
    const rows = await session.select<{ run_id: string }>(
      `SELECT p.run_id FROM sharded_run p JOIN run_shard s ON s.parent_id = p.run_id
       LEFT JOIN run c ON c.id = s.run_id AND c.state NOT IN (?)
       GROUP BY p.run_id HAVING COUNT(c.id) = 0 LIMIT ?`,
      [terminalRunStates, mostAtOnce],
    );
    return rows.map((row) => row.run_id);
  }

  /** Counts the children of one parent anew, under the lock of its tally. */
  async lockCount(session: Session, parentId: string): Promise<OpenParent | undefined> {
    const [locked] = await session.select<{ total: number }>(
      `SELECT total FROM sharded_run WHERE run_id = ? ${session.dialect.forUpdate}`,
      [parentId],
    );
    if (!locked) return undefined;
    const [row] = await session.select<{ open: number; good: number }>(
      `SELECT SUM(CASE WHEN c.state NOT IN (?) THEN 1 ELSE 0 END) AS open,
         SUM(CASE WHEN c.state = 'succeeded' THEN 1 ELSE 0 END) AS good
       FROM run_shard s JOIN run c ON c.id = s.run_id WHERE s.parent_id = ?`,
      [terminalRunStates, parentId],
    );
    const ended = locked.total - Number(row?.open ?? 0);
    return { runId: parentId, total: locked.total, ended, failed: ended - Number(row?.good ?? 0) };
  }

  /** Parents that are shown as on their way although a child has started, and when the first did. */
  async started(session: Session): Promise<{ readonly id: string; readonly at: Date }[]> {
    const rows = await session.select<{ id: string; first_at: Date }>(
      `SELECT p.run_id AS id, MIN(c.started_at) AS first_at FROM sharded_run p
       JOIN run r ON r.id = p.run_id AND r.state = 'dispatched'
       JOIN run_shard s ON s.parent_id = p.run_id JOIN run c ON c.id = s.run_id
       WHERE c.started_at IS NOT NULL GROUP BY p.run_id LIMIT ?`,
      [mostAtOnce],
    );
    return rows.map((row) => ({ id: row.id, at: row.first_at }));
  }

  async markStarted(session: Session, id: string, at: Date): Promise<boolean> {
    const { affected } = await session.execute(
      "UPDATE run SET state = 'running', started_at = ? WHERE id = ? AND state = 'dispatched' AND shard_total IS NOT NULL",
      [at, id],
    );
    return affected === 1;
  }

  /** Children that go on although somebody wants their parent to end, and that were not told. */
  async untold(session: Session): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT c.id FROM sharded_run p JOIN run r ON r.id = p.run_id AND r.cancel_requested_at IS NOT NULL
       JOIN run_shard s ON s.parent_id = p.run_id JOIN run c ON c.id = s.run_id
       WHERE c.state NOT IN (?) AND c.cancel_requested_at IS NULL LIMIT ?`,
      [terminalRunStates, mostAtOnce],
    );
    return rows.map((row) => row.id);
  }

  /** Waiting children whose only worker has left for good. */
  async stranded(session: Session, graceMs: number): Promise<string[]> {
    const left = session.dialect.plusMs(session.dialect.now, -graceMs);
    const rows = await session.select<{ id: string }>(
      `SELECT c.id FROM sharded_run p JOIN run_shard s ON s.parent_id = p.run_id JOIN run c ON c.id = s.run_id
       LEFT JOIN worker w ON w.id = s.worker_id
       WHERE s.worker_id IS NOT NULL AND c.state = 'pending'
         AND (w.id IS NULL OR (w.state IN ('lost', 'stopped') AND w.state_since_at < ${left})) LIMIT ?`,
      [mostAtOnce],
    );
    return rows.map((row) => row.id);
  }
}
