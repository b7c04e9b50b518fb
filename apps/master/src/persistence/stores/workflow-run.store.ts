import { Injectable } from '@nestjs/common';
import type { Page, WorkflowRunListQuery } from '@orrery/contracts';
import { isWorkflowGroup, workflowRunStatesBefore } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { caseById } from '../case-by-id.js';
import { Conditions } from '../conditions.js';
import { groupsOf } from '../groups-of.js';
import type { RunRow } from './run-row.js';
import { listedWorkflowRunColumns, type ListedWorkflowRun, type WorkflowRunRow } from './workflow-run-row.js';

/** What a step changes in a workflow run. */
export type WorkflowRunChange = Pick<
  WorkflowRunRow,
  'state' | 'states' | 'started_at' | 'finished_at' | 'failure'
> & { readonly id: string };

/** What a workflow run gets when it is opened. */
export type WorkflowRunOpening = Pick<WorkflowRunRow, 'depth' | 'schedule_id' | 'previous_at' | 'next_at'> & {
  readonly inputs: string;
};

/** What a rerun has of the workflow run it repeats. */
export type WorkflowRunSeed = Pick<WorkflowRunRow, 'states' | 'previous_at' | 'next_at'>;

/** A workflow run that another one is inside of. */
export type WorkflowRunAround = Pick<WorkflowRunRow, 'run_id' | 'workflow_id'>;

/** The time it stands for, where a master of an earlier version has not written it. */
const standing = 'stands_at = COALESCE(stands_at, planned_at, created_at)';

/** Keeps workflow runs: the graph's side of them. */
@Injectable()
export class WorkflowRunStore {
  async find(session: Session, id: string): Promise<WorkflowRunRow | undefined> {
    const [row] = await session.select<WorkflowRunRow>('SELECT * FROM workflow_run WHERE run_id = ?', [id]);
    return row;
  }

  /** Newest first, without inputs that are long. */
  async list<Item>(
    session: Session,
    query: WorkflowRunListQuery,
    projects: readonly string[] | undefined,
    toItem: (row: ListedWorkflowRun) => Item,
  ): Promise<Page<Item>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('run_id < ?', cursorKey(query))
      .where('workflow_id = ?', query.workflowId)
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('state = ?', query.state);
    const rows = await session.select<ListedWorkflowRun>(
      `SELECT ${listedWorkflowRunColumns} FROM workflow_run ${conditions.toString()} ORDER BY run_id DESC LIMIT ?`,
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

  /** Writes locked rows, many in one statement; none that has ended, or that the state machine does not let go there. */
  async change(session: Session, changes: readonly WorkflowRunChange[]): Promise<void> {
    for (const group of groupsOf(changes, ({ state }) => state)) {
      const columns = [
        caseById('states', group, (each) => each.states, 'run_id'),
        caseById('started_at', group, (each) => each.started_at, 'run_id'),
        caseById('finished_at', group, (each) => each.finished_at, 'run_id'),
        caseById('failure', group, (each) => each.failure, 'run_id'),
      ];
      session.executeLater(
        `UPDATE workflow_run SET ${columns.map((column) => column.sql).join(', ')}, state = ?, ${standing}
         WHERE run_id IN (?) AND state IN (?)`,
        [
          ...columns.flatMap((column) => column.params),
          group[0]!.state,
          group.map(({ id }) => id),
          workflowRunStatesBefore(group[0]!.state),
        ],
      );
    }
  }

  /** Gives a locked one that has not started what it begins with, and what a master of an earlier version did not write. */
  async open(session: Session, id: string, opening: WorkflowRunOpening): Promise<void> {
    const { inputs, depth, schedule_id, previous_at, next_at } = opening;
    await session.execute(
      `UPDATE workflow_run SET inputs = ?, depth = ?, schedule_id = ?, previous_at = ?, next_at = ?,
         ${standing}
       WHERE run_id = ? AND started_at IS NULL`,
      [inputs, depth, schedule_id, previous_at, next_at, id],
    );
  }

  /** Ends those that have not begun; among the ids may be those of other runs. */
  async endUnopened(
    session: Session,
    ids: readonly string[],
    state: WorkflowRunRow['state'],
    at: Date,
    failure: string | null = null,
  ): Promise<void> {
    if (ids.length === 0) return;
    await session.execute(
      "UPDATE workflow_run SET state = ?, finished_at = ?, failure = ? WHERE run_id IN (?) AND state = 'pending' AND started_at IS NULL",
      [state, at, failure, ids],
    );
  }

  /** Gives a new one nodes that are behind it already. */
  async seed(session: Session, id: string, { states, previous_at, next_at }: WorkflowRunSeed): Promise<void> {
    await session.execute(
      `UPDATE workflow_run SET states = ?, previous_at = ?, next_at = ?
       WHERE run_id = ? AND started_at IS NULL`,
      [states, previous_at, next_at, id],
    );
  }

  /** How many have begun inside of an outermost one, or will. */
  async countInside(session: Session, rootId: string): Promise<number> {
    const [row] = await session.select<{ inside: number }>(
      'SELECT COUNT(*) AS inside FROM workflow_run WHERE root_id = ?',
      [rootId],
    );
    return Number(row!.inside);
  }

  /** Those that it is inside of, the innermost first. */
  async around(session: Session, { run_id }: Pick<WorkflowRunRow, 'run_id'>): Promise<WorkflowRunAround[]> {
    const found: WorkflowRunAround[] = [];
    for (let id: string | undefined = run_id; id !== undefined;) {
      const [around]: WorkflowRunAround[] = await session.select(
        'SELECT w.run_id, w.workflow_id FROM run r JOIN workflow_run w ON w.run_id = r.workflow_run_id WHERE r.id = ?',
        [id],
      );
      if (around) found.push(around);
      id = around?.run_id;
    }
    return found;
  }

  /** What somebody wants of it from now on; the row is locked. */
  async setControl(session: Session, id: string, control: WorkflowRunRow['control']): Promise<void> {
    await session.execute('UPDATE workflow_run SET control = ? WHERE run_id = ?', [control, id]);
  }
}

/** Writes the graph's side of those runs that are runs of workflows. */
export async function insertWorkflowRuns(session: Session, runs: readonly RunRow[]): Promise<void> {
  const ofWorkflows = runs.filter(({ group_name }) => isWorkflowGroup(group_name));
  if (ofWorkflows.length === 0) return;
  const parents = ofWorkflows.flatMap(({ workflow_run_id: id }) => (id === null ? [] : [id]));
  const roots = await rootsOf(session, [...new Set(parents)]);
  await session.insertMany(
    'workflow_run',
    ofWorkflows.map((run) => ({ ...rowOf(run), root_id: roots.get(run.workflow_run_id ?? '') ?? null })),
  );
}

/** The outermost of those that workflow runs are inside of; they may be the outermost themselves. */
async function rootsOf(session: Session, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await session.select<Pick<WorkflowRunRow, 'run_id' | 'root_id'>>(
    'SELECT run_id, root_id FROM workflow_run WHERE run_id IN (?)',
    [ids],
  );
  return new Map(rows.map(({ run_id, root_id }) => [run_id, root_id ?? run_id]));
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
    schedule_id: run.schedule_id,
    planned_at: run.planned_at,
    stands_at: run.planned_at ?? run.created_at,
    created_at: run.created_at,
  };
}
