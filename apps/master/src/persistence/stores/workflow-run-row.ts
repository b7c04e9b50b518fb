import type { RunControl, WorkflowRunState } from '@orrery/domain';
import { shortColumns, type Shortened } from '../short-values.js';

/** A workflow run as its table keeps it; its run, with the same id, stands in `run`. */
export interface WorkflowRunRow {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly version: number;
  readonly project: string;
  readonly name: string;
  readonly state: WorkflowRunState;
  readonly control: RunControl;
  /** A letter for each node (see `NodeStates`); empty until it is opened. */
  readonly states: string;
  readonly inputs: string | null;
  readonly depth: number;
  /** The outermost workflow run it is inside of; null: none. */
  readonly root_id: string | null;
  readonly rerun_of: string | null;
  /** The schedule that made it. */
  readonly schedule_id: string | null;
  readonly planned_at: Date | null;
  /** Planned times before and after, as they were when it was opened. */
  readonly previous_at: Date | null;
  readonly next_at: Date | null;
  /** The planned time, or when it was made. */
  readonly stands_at: Date | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly failure: string | null;
}

/** What of a workflow run users see. */
const shownColumns = [
  'run_id',
  'workflow_id',
  'version',
  'project',
  'name',
  'state',
  'states',
  'inputs',
  'depth',
  'rerun_of',
  'schedule_id',
  'planned_at',
  'previous_at',
  'next_at',
  'created_at',
  'started_at',
  'finished_at',
  'failure',
] as const satisfies readonly (keyof WorkflowRunRow)[];
export type ShownWorkflowRun = Pick<WorkflowRunRow, (typeof shownColumns)[number]>;

/** A workflow run in a list. */
export type ListedWorkflowRun = Shortened<ShownWorkflowRun, 'inputs'>;

/** The columns of a `ListedWorkflowRun`. */
export const listedWorkflowRunColumns = shortColumns('workflow_run', shownColumns, { inputs: 'NULL' });

/** Why a workflow run, or a node that has no run of its own, failed. */
export interface WorkflowFailure {
  readonly kind: string;
  readonly message: string;
  /** The node that failed first. */
  readonly nodeId?: string;
  /** Of a workflow run that is undone in part only. */
  readonly compensation?: CompensationFailure;
}

/** What could not be undone. */
export interface CompensationFailure {
  readonly nodeId: string;
  /** Of a map: the place of the item, from 0. */
  readonly item?: number;
  /** Of a map: items that are left undone, this one included. */
  readonly left?: number;
  readonly runId?: string;
  readonly message: string;
}
