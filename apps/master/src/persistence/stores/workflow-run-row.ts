import type { RunControl, WorkflowRunState } from '@orrery/domain';

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
  readonly rerun_of: string | null;
  readonly planned_at: Date | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly failure: string | null;
}

/** Why a workflow run, or a node that has no run of its own, failed. */
export interface WorkflowFailure {
  readonly kind: string;
  readonly message: string;
  /** The node that failed first. */
  readonly nodeId?: string;
}
