import { Injectable } from '@nestjs/common';
import { endedWorkflowRunStates, type WorkflowRunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import type { WorkflowRunRow } from './workflow-run-row.js';

/** Which workflow runs to look back at. */
export interface EndedRuns {
  readonly workflowId: string;
  readonly version: number;
  /** Default: every state in which a workflow run has ended. */
  readonly states?: readonly WorkflowRunState[];
  /** Only those made from then on. */
  readonly from?: Date;
  /** Only those made before then. */
  readonly to?: Date;
}

/** A workflow run that has ended, without what it was given. */
export type EndedWorkflowRun = Pick<
  WorkflowRunRow,
  'run_id' | 'state' | 'states' | 'rerun_of' | 'created_at' | 'started_at' | 'finished_at'
>;

/** Reads workflow runs that have ended, version by version. */
@Injectable()
export class EndedWorkflowRunStore {
  /** Newest first; only those before the id. */
  async list(
    session: Session,
    runs: EndedRuns,
    before: string | undefined,
    most: number,
  ): Promise<EndedWorkflowRun[]> {
    const conditions = new Conditions()
      .where('workflow_id = ?', runs.workflowId)
      .where('version = ?', runs.version)
      .where('run_id < ?', before)
      .where('state IN (?)', runs.states ?? endedWorkflowRunStates)
      .where('created_at >= ?', runs.from)
      .where('created_at < ?', runs.to);
    return session.select<EndedWorkflowRun>(
      `SELECT run_id, state, states, rerun_of, created_at, started_at, finished_at FROM workflow_run
       ${conditions.toString()} ORDER BY run_id DESC LIMIT ?`,
      [...conditions.params, most],
    );
  }

  /** The newest version of the workflow that has any of them. */
  async newestVersion(session: Session, workflowId: string): Promise<number | undefined> {
    const [row] = await session.select<{ version: number }>(
      'SELECT version FROM workflow_run WHERE workflow_id = ? AND state IN (?) ORDER BY version DESC LIMIT 1',
      [workflowId, endedWorkflowRunStates],
    );
    return row?.version;
  }
}
