import type {
  ListedWorkflowRunDto,
  NodeRunDto,
  WorkflowFailureDto,
  WorkflowProgressDto,
  WorkflowRunDto,
} from '@orrery/contracts';
import { hasEnded, NodeStates, type NodeState, type WorkflowNode } from '@orrery/domain';
import type { NodeView } from '../../persistence/stores/node-view.store.js';
import { omittedOf } from '../../persistence/short-values.js';
import type { ListedWorkflowRun, ShownWorkflowRun } from '../../persistence/stores/workflow-run-row.js';
import { triggerOf } from '../running/trigger-of.js';

export function toWorkflowRunDto(row: ShownWorkflowRun): WorkflowRunDto {
  return {
    id: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.name,
    version: row.version,
    project: row.project,
    state: row.state,
    trigger: triggerOf(row),
    inputs: parsed(row.inputs) as Record<string, unknown> | null,
    plannedAt: iso(row.planned_at),
    previousPlannedAt: iso(row.previous_at),
    nextPlannedAt: iso(row.next_at),
    rerunOf: row.rerun_of,
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    progress: progressOf(NodeStates.read(row.states)),
    failure: parsed(row.failure) as WorkflowFailureDto | null,
  };
}

/** Without inputs that are long. */
export function toListedWorkflowRunDto(row: ListedWorkflowRun): ListedWorkflowRunDto {
  return { ...toWorkflowRunDto(row), omitted: omittedOf(row, ['inputs']) };
}

/** How many of its nodes are where. */
export function progressOf(states: NodeStates): WorkflowProgressDto {
  return {
    total: states.size,
    ended: states.size - states.count('pending', 'ready', 'running'),
    running: states.count('running', 'compensating'),
    succeeded: states.count('succeeded', 'compensating', 'compensated', 'compensation_failed'),
    failed: states.count('failed'),
    skipped: states.count('skipped', 'cancelled', 'upstream_failed'),
  };
}

/** @param view what is known of it since it started; absent: it has not. */
export function toNodeRunDto(node: WorkflowNode, state: NodeState, view: NodeView | undefined): NodeRunDto {
  return {
    nodeId: node.id,
    kind: node.kind,
    state,
    runId: view?.run_id ?? null,
    compensationRunId: view?.undo_run_id ?? null,
    attempt: view?.attempt ?? null,
    startedAt: iso(view?.started_at ?? null),
    finishedAt: hasEnded(state) ? iso(view?.finished_at ?? null) : null,
    waitsUntil: iso(view?.until_at ?? null),
    items: view && view.total !== null ? itemsOf(view) : null,
    outputs: parsed(view?.outputs ?? view?.result ?? null),
    detail: parsed(view?.detail ?? null) as Record<string, unknown> | null,
    failure: parsed(view?.failure ?? view?.run_failure ?? null) as WorkflowFailureDto | null,
  };
}

function itemsOf({ total, begun, ended, failed }: NodeView) {
  return { total: total!, begun: begun!, ended: ended!, failed: failed! };
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
