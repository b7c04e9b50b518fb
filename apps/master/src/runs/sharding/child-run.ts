import type { TaskDefinition } from '@orrery/domain';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { RunRow } from '../../persistence/stores/run-row.js';
import { newRun } from '../new-run.js';

/**
 * A child: the parent's task, parameters, priority and time, and a share of its work. It is no run of the parent's
 * schedule: the parent stands for that.
 */
export function childRun(
  parent: DispatchRow,
  definition: TaskDefinition,
  index: number,
  total: number,
  now: Date,
): RunRow {
  const task = { id: parent.task_id, version: parent.task_version, definition };
  const origin = { params: {}, priority: parent.priority, dueAt: parent.due_at, eligibleAt: now, now };
  return {
    ...newRun(task, origin),
    params: parent.params,
    planned_at: parent.planned_at,
    overrides: parent.overrides,
    parent_id: parent.id,
    workflow_run_id: parent.workflow_run_id,
    shard_index: index,
    shard_total: total,
  };
}
