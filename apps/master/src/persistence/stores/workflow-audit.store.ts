import { Injectable } from '@nestjs/common';
import { endedWorkflowRunStates, openWorkflowRunStates, workflowGroup, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkflowRunRow } from './workflow-run-row.js';

/** What is read in order to find workflow runs that nobody would look at any more. */
@Injectable()
export class WorkflowAuditStore {
  /** Open ones behind the id, in the order of their ids. Each state is a stretch of the index: history is not read. */
  async open(session: Session, afterId: string, most: number): Promise<WorkflowRunRow[]> {
    const found: WorkflowRunRow[] = [];
    for (const state of openWorkflowRunStates) {
      const rows = await session.select<WorkflowRunRow>(
        'SELECT * FROM workflow_run WHERE state = ? AND run_id > ? ORDER BY run_id LIMIT ?',
        [state, afterId, most],
      );
      found.push(...rows);
    }
    return found.sort((one, other) => (one.run_id < other.run_id ? -1 : 1)).slice(0, most);
  }

  /** Those that have ended although their run goes on. */
  async endedWithoutRun(session: Session, most: number): Promise<WorkflowRunRow[]> {
    return session.select<WorkflowRunRow>(
      `SELECT w.* FROM run r JOIN workflow_run w ON w.run_id = r.id
       WHERE r.state = 'running' AND r.group_name = ? AND w.state IN (?) LIMIT ?`,
      [workflowGroup, endedWorkflowRunStates, most],
    );
  }

  /** Those of them that somebody will look at. */
  async awake(session: Session, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await session.select<{ workflow_run_id: string }>(
      'SELECT DISTINCT workflow_run_id FROM workflow_wake WHERE workflow_run_id IN (?)',
      [ids],
    );
    return new Set(rows.map((row) => row.workflow_run_id));
  }

  /** By id; runs that are gone are missing. */
  async runStates(session: Session, ids: readonly string[]): Promise<Map<string, RunState>> {
    if (ids.length === 0) return new Map();
    const rows = await session.select<{ id: string; state: RunState }>(
      'SELECT id, state FROM run WHERE id IN (?)',
      [ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  /** Whether an item of a map has a run that goes on. The last ones begun are the first ones asked. */
  async hasOpenItem(session: Session, nodeRunId: string): Promise<boolean> {
    const rows = await session.select<{ id: string }>(
      `SELECT r.id FROM node_item i JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? AND r.state IN ('pending', 'dispatched', 'running') ORDER BY i.id DESC LIMIT 1`,
      [`${nodeRunId}.`, `${nodeRunId}/`],
    );
    return rows.length > 0;
  }

  /** How many items of a map have succeeded by their runs. */
  async succeededItems(session: Session, nodeRunId: string): Promise<number> {
    const [row] = await session.select<{ succeeded: number }>(
      `SELECT COUNT(*) AS succeeded FROM node_item i JOIN run r ON r.id = i.run_id
       WHERE i.id > ? AND i.id < ? AND r.state = 'succeeded'`,
      [`${nodeRunId}.`, `${nodeRunId}/`],
    );
    return Number(row!.succeeded);
  }
}
