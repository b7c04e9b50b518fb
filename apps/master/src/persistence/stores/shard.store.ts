import { Injectable } from '@nestjs/common';
import type { ListedRunDto, Page, PageQuery } from '@orrery/contracts';
import { terminalRunStates, type ShardTally } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { ReservedRunStore } from './reserved-run.store.js';
import { listedRunColumns, toListedRunDto, type ListedRun, type RunRow } from './run-row.js';

/** A child, and the only worker that may run it (null: any). */
export interface Shard {
  readonly run: RunRow;
  readonly workerId: string | null;
}

/** The tally of a parent that has not ended. */
export interface OpenParent extends ShardTally {
  readonly runId: string;
}

interface TallyRow extends ShardTally {
  readonly run_id: string;
}

/** Parents and their children. Plain runs have no row here. */
@Injectable()
export class ShardStore {
  constructor(private readonly reserved: ReservedRunStore) {}

  /** Makes the children of a locked, pending run, which counts as on its way from then on; nothing is sent for itself. */
  async expand(session: Session, parentId: string, shards: readonly Shard[], now: Date): Promise<void> {
    const total = shards.length;
    await session.execute(
      `UPDATE run SET state = 'dispatched', eligible_at = NULL, queue_deadline_at = NULL, shard_total = ?,
         progress = 0, first_dispatched_at = COALESCE(first_dispatched_at, ?) WHERE id = ? AND state = 'pending'`,
      [total, now, parentId],
    );
    await session.insertMany('sharded_run', [
      { run_id: parentId, total, ended: 0, failed: 0, created_at: now },
    ]);
    const children = shards.map(({ run }) => run);
    await session.insertMany('run', children as unknown as Record<string, unknown>[]);
    await this.reserved.note(session, children);
    await session.insertMany(
      'run_shard',
      shards.map(({ run, workerId }) => ({
        parent_id: parentId,
        shard_index: run.shard_index,
        run_id: run.id,
        worker_id: workerId,
      })),
    );
  }

  /** The worker each of these children must go to, by the child's id. */
  async targets(session: Session, children: readonly Pick<RunRow, 'id' | 'parent_id'>[]) {
    if (children.length === 0) return new Map<string, string>();
    const rows = await session.select<{ run_id: string; worker_id: string }>(
      'SELECT run_id, worker_id FROM run_shard WHERE parent_id IN (?) AND run_id IN (?) AND worker_id IS NOT NULL',
      [[...new Set(children.map((child) => child.parent_id))], children.map((child) => child.id)],
    );
    return new Map(rows.map((row) => [row.run_id, row.worker_id]));
  }

  /** Counts ends of children; of two masters that do so at once, the second sees what the first has counted. */
  async count(session: Session, parentId: string, ended: number, failed: number): Promise<void> {
    await session.execute('UPDATE sharded_run SET ended = ended + ?, failed = failed + ? WHERE run_id = ?', [
      ended,
      failed,
      parentId,
    ]);
  }

  async tally(session: Session, parentId: string): Promise<OpenParent | undefined> {
    const [row] = await session.select<TallyRow>('SELECT * FROM sharded_run WHERE run_id = ?', [parentId]);
    return row && toParent(row);
  }

  /** Of parents that go on. */
  async setProgress(session: Session, parentId: string, progress: number): Promise<void> {
    await session.execute("UPDATE run SET progress = ? WHERE id = ? AND state IN ('dispatched', 'running')", [
      progress,
      parentId,
    ]);
  }

  /** The end of a parent: its children are kept, its tally is not. */
  async close(session: Session, parentId: string): Promise<void> {
    await session.execute('DELETE FROM sharded_run WHERE run_id = ?', [parentId]);
  }

  /** Remembers that somebody wants a parent to end; it ends with its children. */
  async requestCancel(session: Session, parentIds: readonly string[], at: Date): Promise<void> {
    await session.execute(
      `UPDATE run SET cancel_requested_at = COALESCE(cancel_requested_at, ?)
       WHERE id IN (?) AND state IN ('dispatched', 'running')`,
      [at, parentIds],
    );
  }

  /** Children without an end of parents whose end somebody wants. */
  async toCancel(session: Session, parentIds: readonly string[]): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      `SELECT c.id FROM run_shard s JOIN run c ON c.id = s.run_id
       WHERE s.parent_id IN (?) AND c.state NOT IN (?) AND c.cancel_requested_at IS NULL`,
      [parentIds, terminalRunStates],
    );
    return rows.map((row) => row.id);
  }

  /** The children of a run, by their index, without values that are long. */
  async children(session: Session, parentId: string, query: PageQuery): Promise<Page<ListedRunDto>> {
    const limit = pageLimit(query);
    const rows = await session.select<ListedRun>(
      `SELECT ${listedRunColumns('c')} FROM run_shard s JOIN run c ON c.id = s.run_id
       WHERE s.parent_id = ? AND s.shard_index > ? ORDER BY s.shard_index LIMIT ?`,
      [parentId, Number(cursorKey(query) ?? -1), limit + 1],
    );
    return keysetPage(rows, limit, (row) => String(row.shard_index), toListedRunDto);
  }
}

function toParent({ run_id, total, ended, failed }: TallyRow): OpenParent {
  return { runId: run_id, total: Number(total), ended: Number(ended), failed: Number(failed) };
}
