import type { ScheduleDto } from '@orrery/contracts';
import {
  isSerial,
  priorityOfRank,
  priorityRank,
  type DailyWindow,
  type DstPolicy,
  type MisfireSettings,
  type OverlapMode,
  type ScheduleState,
  type TargetKind,
  type Trigger,
  upstreamOf,
} from '@orrery/domain';

/** When a task runs by itself, and how far it has come. */
export interface Schedule {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly state: ScheduleState;
  readonly targetKind: TargetKind;
  /** Of a workflow: its own id, which is that of the task under which its runs are kept. */
  readonly taskId: string;
  readonly trigger: Trigger;
  readonly params: Readonly<Record<string, unknown>>;
  /** Rank of the priority class; null: that of the task. */
  readonly priority: number | null;
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  readonly jitterMs: number;
  readonly dailyWindow: DailyWindow | null;
  readonly dst: DstPolicy | null;
  readonly misfire: MisfireSettings | null;
  readonly overlap: OverlapMode;
  readonly anchorAt: Date;
  readonly nextFireAt: Date | null;
  /** Everything up to it is accounted for, or belongs to an earlier version. */
  readonly lastPlannedAt: Date | null;
  /** The run a fixed delay waits for. */
  readonly awaitedRunId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A schedule as its table keeps it. */
export interface ScheduleRow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly state: ScheduleState;
  readonly target_kind: TargetKind;
  readonly task_id: string;
  readonly trigger: string;
  readonly params: string;
  readonly priority: number | null;
  readonly start_at: Date | null;
  readonly end_at: Date | null;
  readonly jitter_ms: number;
  readonly daily_window: string | null;
  readonly dst: string | null;
  readonly misfire: string | null;
  readonly overlap: OverlapMode;
  readonly subscription: string | null;
  readonly anchor_at: Date;
  readonly next_fire_at: Date | null;
  readonly last_planned_at: Date | null;
  readonly awaited_run_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The columns that a schedule and each of its versions have alike. */
export function versionedColumns(schedule: Schedule) {
  return {
    version: schedule.version,
    project: schedule.project,
    name: schedule.name,
    target_kind: schedule.targetKind,
    task_id: schedule.taskId,
    trigger: schedule.trigger,
    params: schedule.params,
    priority: schedule.priority,
    start_at: schedule.startAt,
    end_at: schedule.endAt,
    jitter_ms: schedule.jitterMs,
    daily_window: schedule.dailyWindow,
    dst: schedule.dst,
    misfire: schedule.misfire,
    overlap: schedule.overlap,
    anchor_at: schedule.anchorAt,
  };
}

export function toRow(schedule: Schedule): Record<string, unknown> {
  return {
    ...versionedColumns(schedule),
    id: schedule.id,
    state: schedule.state,
    serial: isSerial(schedule.overlap),
    subscription: subscriptionOf(schedule),
    next_fire_at: schedule.nextFireAt,
    last_planned_at: schedule.lastPlannedAt,
    awaited_run_id: schedule.awaitedRunId,
    created_at: schedule.createdAt,
    updated_at: schedule.updatedAt,
  };
}

export function toSchedule(row: ScheduleRow): Schedule {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    version: row.version,
    state: row.state,
    targetKind: row.target_kind,
    taskId: row.task_id,
    trigger: JSON.parse(row.trigger) as Trigger,
    params: JSON.parse(row.params) as Record<string, unknown>,
    priority: row.priority,
    startAt: row.start_at,
    endAt: row.end_at,
    jitterMs: row.jitter_ms,
    dailyWindow: parsed<DailyWindow>(row.daily_window),
    dst: parsed<DstPolicy>(row.dst),
    misfire: parsed<MisfireSettings>(row.misfire),
    overlap: row.overlap,
    anchorAt: row.anchor_at,
    nextFireAt: row.next_fire_at,
    lastPlannedAt: row.last_planned_at,
    awaitedRunId: row.awaited_run_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toScheduleDto(schedule: Schedule): ScheduleDto {
  return {
    id: schedule.id,
    project: schedule.project,
    name: schedule.name,
    version: schedule.version,
    state: schedule.state,
    target: { kind: schedule.targetKind, id: schedule.taskId },
    trigger: schedule.trigger,
    startAt: schedule.startAt?.toISOString(),
    endAt: schedule.endAt?.toISOString(),
    params: { ...schedule.params },
    priority: schedule.priority === null ? undefined : priorityOfRank(schedule.priority),
    jitterMs: schedule.jitterMs,
    dailyWindow: schedule.dailyWindow ?? undefined,
    dst: schedule.dst ?? undefined,
    misfire: schedule.misfire ?? undefined,
    overlap: schedule.overlap,
    nextFireAt: schedule.nextFireAt?.toISOString() ?? null,
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

/** Rank of an optional priority, as the column keeps it. */
export function rankOrNull(priority: Parameters<typeof priorityRank>[0] | undefined): number | null {
  return priority === undefined ? null : priorityRank(priority);
}

/** What the schedule waits for instead of a time; null when it goes by the clock. */
export function subscriptionOf({ trigger, project }: Pick<Schedule, 'trigger' | 'project'>): string | null {
  if (trigger.kind === 'event') return eventSubscription(project, trigger.event);
  const upstream = upstreamOf(trigger);
  return upstream ? taskSubscription(upstream.id) : null;
}

export function eventSubscription(project: string, event: string): string {
  return `event:${project}:${event}`;
}

/** Waits for the success of a task, or of a workflow with that id. */
export function taskSubscription(taskId: string): string {
  return `task:${taskId}`;
}

function parsed<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
