import type {
  ListedWorkflowRunDto,
  WorkflowFailureDto,
  WorkflowProgressDto,
  WorkflowRunDto,
} from '@orrery/contracts';
import { NodeStates } from '@orrery/domain';
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
    succeeded: states.count('succeeded'),
    failed: states.count('failed', 'compensation_failed'),
    compensated: states.count('compensated'),
    skipped: states.count('skipped', 'cancelled', 'upstream_failed'),
  };
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
