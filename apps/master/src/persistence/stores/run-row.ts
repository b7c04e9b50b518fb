import type { ListedRunDto, RunDto } from '@orrery/contracts';
import { priorityOfRank, type RunFailure, type RunState } from '@orrery/domain';
import { omittedOf, shortColumns, type Shortened } from '../short-values.js';

/** What of a node a run is: its own one, that of an item of a map, or the one that undoes it. */
export type NodePart = 'own' | 'item' | 'undo';

/** A run as its table keeps it; JSON columns as their text, so that only who needs them pays for parsing. */
export interface RunRow {
  readonly id: string;
  readonly task_id: string;
  readonly task_version: number;
  readonly task_name: string;
  readonly project: string;
  readonly group_name: string;
  readonly schedule_id: string | null;
  readonly planned_at: Date | null;
  readonly state: RunState;
  readonly attempt: number;
  readonly losses: number;
  readonly priority: number;
  readonly due_at: Date;
  readonly eligible_at: Date | null;
  readonly queue_deadline_at: Date | null;
  readonly first_dispatched_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly worker_id: string | null;
  readonly worker_epoch: string | null;
  readonly exit_code: number | null;
  readonly progress: number | null;
  readonly progress_message: string | null;
  readonly params: string;
  readonly result: string | null;
  readonly failure: string | null;
  readonly cancel_requested_at: Date | null;
  readonly retry_of: string | null;
  /** Slots it takes. */
  readonly weight: number;
  readonly parent_id: string | null;
  readonly shard_index: number | null;
  readonly shard_total: number | null;
  /** The workflow run it is a part of, and for which node. */
  readonly workflow_run_id: string | null;
  readonly node_id: string | null;
  readonly node_part: NodePart | null;
  /** What its node says in place of the task's definition, as JSON. */
  readonly overrides: string | null;
  readonly created_at: Date;
}

/** What of a run users see. */
const shownColumns = [
  'id',
  'task_id',
  'task_name',
  'task_version',
  'project',
  'group_name',
  'state',
  'attempt',
  'priority',
  'params',
  'schedule_id',
  'planned_at',
  'due_at',
  'created_at',
  'started_at',
  'finished_at',
  'worker_id',
  'exit_code',
  'progress',
  'progress_message',
  'result',
  'cancel_requested_at',
  'retry_of',
  'parent_id',
  'shard_index',
  'shard_total',
  'workflow_run_id',
  'node_id',
  'failure',
] as const satisfies readonly (keyof RunRow)[];
export type ShownRun = Pick<RunRow, (typeof shownColumns)[number]>;

/** A run in a list. */
export type ListedRun = Shortened<ShownRun, 'params' | 'result'>;

/** The columns of a `ListedRun`, of a table of that name. */
export const listedRunColumns = (table: string) =>
  shortColumns(table, shownColumns, { params: "'{}'", result: 'NULL' });

export function failureOf(row: Pick<RunRow, 'failure'>): RunFailure | null {
  return row.failure === null ? null : (JSON.parse(row.failure) as RunFailure);
}

export function toRunDto(row: ShownRun): RunDto {
  return {
    id: row.id,
    taskId: row.task_id,
    taskName: row.task_name,
    taskVersion: row.task_version,
    project: row.project,
    group: row.group_name,
    state: row.state,
    attempt: row.attempt,
    priority: priorityOfRank(row.priority),
    params: JSON.parse(row.params) as Record<string, unknown>,
    scheduleId: row.schedule_id,
    plannedAt: iso(row.planned_at),
    dueAt: row.due_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    workerId: row.worker_id,
    exitCode: row.exit_code,
    progress: row.progress,
    progressMessage: row.progress_message,
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    error: failureOf(row),
    cancelRequestedAt: iso(row.cancel_requested_at),
    retryOf: row.retry_of,
    parentId: row.parent_id,
    shardIndex: row.shard_index,
    shardTotal: row.shard_total,
    workflowRunId: row.workflow_run_id,
    nodeId: row.node_id,
  };
}

/** Without values that are long. */
export function toListedRunDto(row: ListedRun): ListedRunDto {
  return { ...toRunDto(row), omitted: omittedOf(row, ['params', 'result']) };
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
