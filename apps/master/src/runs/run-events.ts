import type { RunEvent } from '@orrery/contracts';
import type { RunState } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import { failureOf, type RunRow } from '../persistence/stores/run-row.js';

/** What changed in a run, on top of its row as it was read. */
export type RunChange = Partial<
  Pick<
    RunEvent,
    'attempt' | 'startedAt' | 'finishedAt' | 'workerId' | 'exitCode' | 'failure' | 'workflowState'
  >
>;

/** That a run has a new state. The event is made when somebody may be listening: of thousands a second, none is mostly heard. */
export interface RunNews {
  readonly state: RunState;
  readonly event: () => RunEvent;
}

/** The event that tells of a run's new state. */
export function runEvent(run: RunRow, state: RunState, at: Date, change: RunChange = {}): RunEvent {
  return {
    v: 1,
    id: newId(),
    at: at.toISOString(),
    runId: run.id,
    state,
    attempt: run.attempt,
    project: run.project,
    taskId: run.task_id,
    taskName: run.task_name,
    scheduleId: run.schedule_id,
    plannedAt: run.planned_at?.toISOString() ?? null,
    startedAt: run.started_at?.toISOString() ?? null,
    finishedAt: run.finished_at?.toISOString() ?? null,
    workerId: run.worker_id,
    exitCode: run.exit_code,
    failure: failureOf(run),
    workflowRunId: run.workflow_run_id,
    nodeId: run.node_id,
    ...change,
  };
}
