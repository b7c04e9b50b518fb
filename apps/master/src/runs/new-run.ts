import { priorityRank } from '@orrery/domain';
import { newId } from '@orrery/runtime';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { Task } from '../persistence/stores/task.store.js';

/** What distinguishes a run from others of its task. */
export interface RunOrigin {
  readonly params: Readonly<Record<string, unknown>>;
  /** Rank of the priority class; null: that of the task. */
  readonly priority: number | null;
  readonly dueAt: Date;
  /** When dispatching may take it from the backlog. */
  readonly eligibleAt: Date;
  readonly now: Date;
  readonly scheduleId?: string;
  readonly plannedAt?: Date;
  readonly retryOf?: string;
}

/** A pending run of the task's present version. */
export function newRun(task: Pick<Task, 'id' | 'version' | 'definition'>, origin: RunOrigin): RunRow {
  const { definition } = task;
  return {
    id: newId(),
    task_id: task.id,
    task_version: task.version,
    task_name: definition.name,
    project: definition.project,
    group_name: definition.group,
    schedule_id: origin.scheduleId ?? null,
    planned_at: origin.plannedAt ?? null,
    state: 'pending',
    attempt: 1,
    losses: 0,
    priority: origin.priority ?? priorityRank(definition.priority),
    due_at: origin.dueAt,
    eligible_at: origin.eligibleAt,
    queue_deadline_at: queueDeadline(definition.queueTimeoutMs, origin.dueAt),
    first_dispatched_at: null,
    started_at: null,
    finished_at: null,
    worker_id: null,
    worker_epoch: null,
    exit_code: null,
    progress: null,
    progress_message: null,
    params: JSON.stringify({ ...definition.params, ...origin.params }),
    result: null,
    failure: null,
    cancel_requested_at: null,
    retry_of: origin.retryOf ?? null,
    weight: definition.weight,
    parent_id: null,
    shard_index: null,
    shard_total: null,
    workflow_run_id: null,
    node_id: null,
    node_part: null,
    overrides: null,
    created_at: origin.now,
  };
}

/** By when a run due at `dueAt` must have started; null when it may wait for ever. */
export function queueDeadline(queueTimeoutMs: number, dueAt: Date): Date | null {
  return queueTimeoutMs > 0 ? new Date(dueAt.getTime() + queueTimeoutMs) : null;
}
