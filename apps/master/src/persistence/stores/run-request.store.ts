import { Injectable } from '@nestjs/common';
import type { Session } from '@orrery/persistence';
import type { RunRow } from './run-row.js';

/** A request for runs under a key of its sender. */
export interface RunRequest {
  readonly requestKey: string;
  readonly taskId: string;
  readonly runIds: readonly string[];
  readonly createdAt: Date;
}

/** Remembers which runs a repeatable request made. */
@Injectable()
export class RunRequestStore {
  /** True for the first of a key: its runs are to be inserted in the same transaction. */
  async begin(session: Session, request: RunRequest): Promise<boolean> {
    const row = {
      request_key: request.requestKey,
      task_id: request.taskId,
      run_ids: request.runIds,
      created_at: request.createdAt,
    };
    const { affected } = await session.insertMany('run_request', [row], { onDuplicate: 'ignore' });
    return affected > 0;
  }

  /** The runs an earlier request of the key made, in its order. */
  async runsOf(session: Session, requestKey: string): Promise<RunRow[]> {
    const [row] = await session.select<{ run_ids: string }>(
      'SELECT run_ids FROM run_request WHERE request_key = ?',
      [requestKey],
    );
    const ids = row ? (JSON.parse(row.run_ids) as string[]) : [];
    const runs = await session.select<RunRow>('SELECT * FROM run WHERE id IN (?)', [ids]);
    const byId = new Map(runs.map((run) => [run.id, run]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async prune(session: Session, before: Date): Promise<void> {
    await session.execute('DELETE FROM run_request WHERE created_at < ?', [before]);
  }
}
