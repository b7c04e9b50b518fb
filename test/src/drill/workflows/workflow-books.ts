import type { NodeState, WorkflowRunState } from '@orrery/domain';
import type { LedgerReader } from '../ledger/ledger-reader.js';

/** Rows of the graphs' side of workflow runs, as they stood at the end. */
export interface WorkflowRunRow {
  readonly id: string;
  readonly workflowId: string;
  readonly state: WorkflowRunState;
  /** A letter for each node. */
  readonly states: string;
}

export interface NodeRow {
  readonly id: string;
  readonly workflowRunId: string;
  readonly nodeId: string;
  readonly state: NodeState;
  readonly runId: string | null;
  readonly undoRunId: string | null;
}

/** An item of a map; its id begins with that of its node. */
export interface ItemRow {
  readonly id: string;
  readonly runId: string | null;
}

/** That a workflow run is to be looked at. */
export interface WakeRow {
  readonly workflowRunId: string;
  readonly nodeId: string | null;
  readonly dueAt: number;
}

export interface WorkflowBooks {
  readonly workflowRuns: readonly WorkflowRunRow[];
  readonly nodes: readonly NodeRow[];
  readonly items: readonly ItemRow[];
  readonly wakes: readonly WakeRow[];
  /** When they were read, in epoch milliseconds. */
  readonly readAt: number;
}

const WORKFLOW_RUNS = 'SELECT run_id AS id, workflow_id AS workflowId, state, states FROM workflow_run';
const NODES = `SELECT id, workflow_run_id AS workflowRunId, node_id AS nodeId, state, run_id AS runId,
  undo_run_id AS undoRunId FROM node_run`;
const ITEMS = 'SELECT id, run_id AS runId FROM node_item';
const WAKES =
  'SELECT workflow_run_id AS workflowRunId, node_id AS nodeId, due_at AS dueAt FROM workflow_wake';

export async function readWorkflowBooks(reader: LedgerReader): Promise<WorkflowBooks> {
  return {
    workflowRuns: await reader.read<WorkflowRunRow>(WORKFLOW_RUNS),
    nodes: await reader.read<NodeRow>(NODES),
    items: await reader.read<ItemRow>(ITEMS),
    wakes: await reader.read<WakeRow>(WAKES),
    readAt: Date.now(),
  };
}
