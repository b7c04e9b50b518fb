import type { DispatchMessage } from '@orrery/contracts';
import { runsPrograms, type TaskDefinition } from '@orrery/domain';
import type { DispatchRow } from '../persistence/stores/backlog.store.js';

/** The attempt as it travels to a worker. @throws Error for a run of a workflow: it travels nowhere. */
export function dispatchMessage(run: DispatchRow, definition: TaskDefinition): DispatchMessage {
  if (definition.kind === 'workflow') throw new Error(`Run ${run.id} is one of a workflow.`);
  const secrets = Object.keys(definition.secrets);
  return {
    v: 1,
    runId: run.id,
    attempt: run.attempt,
    taskId: run.task_id,
    taskName: run.task_name,
    taskVersion: run.task_version,
    project: run.project,
    kind: definition.kind,
    spec: definition.spec,
    params: JSON.parse(run.params) as Record<string, unknown>,
    timeoutMs: definition.timeoutMs,
    timeoutAction: definition.timeoutAction,
    heartbeatTimeoutMs: definition.heartbeatTimeoutMs,
    killGraceMs: definition.killGraceMs,
    // Its secrets are given to the worker that has claimed it, and to no other.
    idempotent: definition.idempotent && secrets.length === 0,
    scheduleId: run.schedule_id,
    plannedAt: run.planned_at?.toISOString() ?? null,
    dueAt: run.due_at.toISOString(),
    ...(runsPrograms(definition.kind) && { isolation: definition.isolation }),
    ...(secrets.length > 0 && { secrets }),
    ...(run.stored_checkpoint && { checkpoint: { value: JSON.parse(run.stored_checkpoint) as unknown } }),
    ...(run.weight > 1 && { weight: run.weight }),
    ...(run.parent_id !== null && { shard: { index: run.shard_index!, total: run.shard_total! } }),
  };
}
