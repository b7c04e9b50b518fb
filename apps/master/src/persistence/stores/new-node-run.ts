import { nodeRunId, type NodeRunRow } from './node-run.store.js';

/** The row of a node of a workflow run that starts. */
export function newNodeRun(workflowRunId: string, number: number, nodeId: string, now: Date): NodeRunRow {
  return {
    ...emptyRow,
    id: nodeRunId(workflowRunId, number),
    workflow_run_id: workflowRunId,
    node_id: nodeId,
    started_at: now,
  };
}

const emptyRow = {
  state: 'running',
  run_id: null,
  undo_run_id: null,
  undo_index: null,
  undo_total: null,
  undone: null,
  undo_failure: null,
  awaiting: null,
  until_at: null,
  total: null,
  begun: null,
  ended: null,
  failed: null,
  outputs: null,
  detail: null,
  failure: null,
  finished_at: null,
} as const;
