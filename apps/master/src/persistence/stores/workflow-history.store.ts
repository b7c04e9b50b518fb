import { Injectable } from '@nestjs/common';
import { endedWorkflowRunStates } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { nodeRunRange } from './node-run.store.js';

/** Removes old workflow runs. Their runs go by themselves, each by its age. */
@Injectable()
export class WorkflowHistoryStore {
  /** Of those made before the id that have ended; returns how many. */
  async prune(session: Session, beforeId: string, limit: number): Promise<number> {
    const rows = await session.select<{ run_id: string }>(
      'SELECT run_id FROM workflow_run WHERE run_id < ? AND state IN (?) ORDER BY run_id LIMIT ?',
      [beforeId, endedWorkflowRunStates, limit],
    );
    const ids = rows.map((row) => row.run_id);
    for (const id of ids) {
      await session.execute('DELETE FROM node_item WHERE id > ? AND id < ?', nodeRunRange(id));
      await session.execute('DELETE FROM node_run WHERE id > ? AND id < ?', nodeRunRange(id));
    }
    if (ids.length > 0) await session.execute('DELETE FROM workflow_run WHERE run_id IN (?)', [ids]);
    return ids.length;
  }
}
