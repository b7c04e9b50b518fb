import { Injectable } from '@nestjs/common';
import type { Page, WorkflowRunListQuery } from '@orrery/contracts';
import { isWorkflowGroup } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { caseById } from '../case-by-id.js';
import { Conditions } from '../conditions.js';
import { groupsOf } from '../groups-of.js';
import type { RunRow } from './run-row.js';
import type { WorkflowRunRow } from './workflow-run-row.js';

/** What a step changes in a workflow run. */
export type WorkflowRunChange = Pick<
  WorkflowRunRow,
  'state' | 'states' | 'started_at' | 'finished_at' | 'failure'
> & { readonly id: string };

/** Keeps workflow runs: the graph's side of them. */
@Injectable()
export class WorkflowRunStore {
  async find(session: Session, id: string): Promise<WorkflowRunRow | undefined> {
    const [row] = await session.select<WorkflowRunRow>('SELECT * FROM workflow_run WHERE run_id = ?', [id]);
    return row;
  }

  /** Newest first. */
  async list<Item>(
    session: Session,
    query: WorkflowRunListQuery,
    projects: readonly string[] | undefined,
    toItem: (row: WorkflowRunRow) => Item,
  ): Promise<Page<Item>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('run_id < ?', cursorKey(query))
      .where('workflow_id = ?', query.workflowId)
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('state = ?', query.state);
    const rows = await session.select<WorkflowRunRow>(
      `SELECT * FROM workflow_run ${conditions.toString()} ORDER BY run_id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.run_id, toItem);
  }

  /** Locked until the transaction ends, in the order of their ids. */
  async lockAll(session: Session, ids: readonly string[]): Promise<WorkflowRunRow[]> {
    if (ids.length === 0) return [];
    return session.select<WorkflowRunRow>(
      `SELECT * FROM workflow_run WHERE run_id IN (?) ORDER BY run_id ${session.dialect.forUpdate}`,
      [ids],
    );
  }

  /** Writes locked rows, many in one statement. */
  async change(session: Session, changes: readonly WorkflowRunChange[]): Promise<void> {
    for (const group of groupsOf(changes, ({ state }) => state)) {
      const columns = [
        caseById('states', group, (each) => each.states, 'run_id'),
        caseById('started_at', group, (each) => each.started_at, 'run_id'),
        caseById('finished_at', group, (each) => each.finished_at, 'run_id'),
        caseById('failure', group, (each) => each.failure, 'run_id'),
      ];
      await session.execute(
        `UPDATE workflow_run SET ${columns.map((column) => column.sql).join(', ')}, state = ? WHERE run_id IN (?)`,
        [...columns.flatMap((column) => column.params), group[0]!.state, group.map(({ id }) => id)],
      );
    }
  }

  /** Gives a locked one that has not started its inputs. */
  async open(session: Session, id: string, inputs: string, depth: number): Promise<void> {
    await session.execute(
      'UPDATE workflow_run SET inputs = ?, depth = ? WHERE run_id = ? AND started_at IS NULL',
      [inputs, depth, id],
    );
  }

  /** Ends those that have not begun; among the ids may be those of other runs. */
  async endUnopened(
    session: Session,
    ids: readonly string[],
    state: WorkflowRunRow['state'],
    at: Date,
  ): Promise<void> {
    if (ids.length === 0) return;
    await session.execute(
      "UPDATE workflow_run SET state = ?, finished_at = ? WHERE run_id IN (?) AND state = 'pending' AND started_at IS NULL",
      [state, at, ids],
    );
  }

  /** Gives a new one nodes that are behind it already. */
  async seed(session: Session, id: string, states: string): Promise<void> {
    await session.execute('UPDATE workflow_run SET states = ? WHERE run_id = ? AND started_at IS NULL', [
      states,
      id,
    ]);
  }

  /** Those of a workflow that stand for a time between two, the newest first. */
  async planned(session: Session, workflowId: string, from: Date, until: Date): Promise<WorkflowRunRow[]> {
    return session.select<WorkflowRunRow>(
      `SELECT * FROM workflow_run WHERE workflow_id = ? AND COALESCE(planned_at, created_at) BETWEEN ? AND ?
       ORDER BY run_id DESC LIMIT 100`,
      [workflowId, from, until],
    );
  }

  /** What somebody wants of it from now on; the row is locked. */
  async setControl(session: Session, id: string, control: WorkflowRunRow['control']): Promise<void> {
    await session.execute('UPDATE workflow_run SET control = ? WHERE run_id = ?', [control, id]);
  }
}

/** Writes the graph's side of those runs that are runs of workflows. */
export async function insertWorkflowRuns(session: Session, runs: readonly RunRow[]): Promise<void> {
  const rows = runs.filter(({ group_name }) => isWorkflowGroup(group_name)).map(rowOf);
  if (rows.length > 0) await session.insertMany('workflow_run', rows);
}

function rowOf(run: RunRow): Record<string, unknown> {
  return {
    run_id: run.id,
    workflow_id: run.task_id,
    version: run.task_version,
    project: run.project,
    name: run.task_name,
    state: 'pending',
    control: 'go',
    states: '',
    depth: 0,
    rerun_of: run.retry_of,
    planned_at: run.planned_at,
    created_at: run.created_at,
  };
}
