import { mostChangedNodes, type ChangedNode, type WorkflowEvent } from '@orrery/contracts';
import { NodeStates, type WorkflowRunState } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { progressOf } from '../runs/workflow-run-dto.js';
import type { WorkflowStep } from './workflow-step.js';

/** That a workflow run has changed. The event is made when somebody may be listening: mostly nobody is. */
export interface WorkflowRunNews {
  readonly state: WorkflowRunState;
  readonly event: () => WorkflowEvent;
}

/** What live views are told of the step; nothing where nothing has changed. */
export function newsOf(step: WorkflowStep): WorkflowRunNews[] {
  const { state, states, row, begun, ends } = step;
  const isMoved = state !== row.state || begun.size > 0 || ends.length > 0;
  // Nodes may be cancelled or ready without anything else, as those of a run that is stopped.
  const isChanged = isMoved || states.toString() !== row.states;
  return isChanged ? [{ state, event: () => eventOf(step) }] : [];
}

function eventOf(step: WorkflowStep): WorkflowEvent {
  const { row, now, state, states } = step;
  const changed = states.since(
    row.states === '' ? NodeStates.allPending(states.size) : NodeStates.read(row.states),
  );
  return {
    v: 1,
    id: newId(),
    at: now.toISOString(),
    workflowRunId: row.run_id,
    workflowId: row.workflow_id,
    project: row.project,
    state,
    progress: progressOf(states),
    nodes: changed.length > mostChangedNodes ? null : changed.map((number) => changedNode(step, number)),
  };
}

function changedNode(step: WorkflowStep, number: number): ChangedNode {
  const runId = step.begun.get(number)?.run_id ?? null;
  return { nodeId: step.node(number).id, state: step.states.of(number), runId };
}
