import { Injectable } from '@nestjs/common';
import type { Page, ScheduleDto, ScheduleListQuery } from '@orrery/contracts';
import {
  ConflictError,
  priorityOfRank,
  priorityRank,
  type ScheduleState,
  type Trigger,
} from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions, containing } from '../conditions.js';
import { caseById } from '../case-by-id.js';

/** When a task runs by itself, and how far it has come. */
export interface Schedule {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly state: ScheduleState;
  readonly taskId: string;
  readonly trigger: Trigger;
  readonly params: Readonly<Record<string, unknown>>;
  /** Rank of the priority class; null: that of the task. */
  readonly priority: number | null;
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  readonly anchorAt: Date;
  readonly nextFireAt: Date | null;
  readonly lastPlannedAt: Date | null;
  /** The run a fixed delay waits for. */
  readonly awaitedRunId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** How far a schedule has come after a step of planning. */
export interface ScheduleAdvance {
  readonly id: string;
  readonly state: ScheduleState;
  readonly nextFireAt: Date | null;
  readonly lastPlannedAt: Date | null;
  readonly awaitedRunId: string | null;
}

interface ScheduleRow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly state: ScheduleState;
  readonly task_id: string;
  readonly trigger: string;
  readonly params: string;
  readonly priority: number | null;
  readonly start_at: Date | null;
  readonly end_at: Date | null;
  readonly anchor_at: Date;
  readonly next_fire_at: Date | null;
  readonly last_planned_at: Date | null;
  readonly awaited_run_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Keeps schedules and their next fires. */
@Injectable()
export class ScheduleStore {
  /** @throws ConflictError when the project has a schedule of that name. */
  async insert(session: Session, schedule: Schedule): Promise<void> {
    try {
      await session.insertMany('schedule', [toRow(schedule)]);
    } catch (error) {
      if (isDuplicateKey(error)) {
        throw new ConflictError(
          `There is a schedule "${schedule.name}" in project "${schedule.project}" already.`,
        );
      }
      throw error;
    }
  }

  /** Writes the next version with everything a user can set; false when somebody else changed it first. */
  async replace(session: Session, schedule: Schedule): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE schedule SET version = ?, state = ?, task_id = ?, \`trigger\` = ?, params = ?, priority = ?,
         start_at = ?, end_at = ?, anchor_at = ?, next_fire_at = ?, awaited_run_id = ?, updated_at = ?
       WHERE id = ? AND version = ?`,
      [
        schedule.version,
        schedule.state,
        schedule.taskId,
        schedule.trigger,
        schedule.params,
        schedule.priority,
        schedule.startAt,
        schedule.endAt,
        schedule.anchorAt,
        schedule.nextFireAt,
        schedule.awaitedRunId,
        schedule.updatedAt,
        schedule.id,
        schedule.version - 1,
      ],
    );
    return affected > 0;
  }

  async delete(session: Session, id: string): Promise<boolean> {
    const { affected } = await session.execute('DELETE FROM schedule WHERE id = ?', [id]);
    return affected > 0;
  }

  async deleteOfTask(session: Session, taskId: string): Promise<void> {
    await session.execute('DELETE FROM schedule WHERE task_id = ?', [taskId]);
  }

  /** The schedule, its row locked until the transaction ends. */
  async lock(session: Session, id: string): Promise<Schedule | undefined> {
    const [row] = await session.select<ScheduleRow>(
      `SELECT * FROM schedule WHERE id = ? ${session.dialect.forUpdate}`,
      [id],
    );
    return row && toSchedule(row);
  }

  async find(session: Session, id: string): Promise<Schedule | undefined> {
    const [row] = await session.select<ScheduleRow>('SELECT * FROM schedule WHERE id = ?', [id]);
    return row && toSchedule(row);
  }

  /** Newest first. */
  async list(
    session: Session,
    query: ScheduleListQuery,
    projects?: readonly string[],
  ): Promise<Page<ScheduleDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id < ?', cursorKey(query))
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where('task_id = ?', query.taskId)
      .where('state = ?', query.state)
      .where("name LIKE ? ESCAPE '!'", containing(query.search));
    const rows = await session.select<ScheduleRow>(
      `SELECT * FROM schedule ${conditions.toString()} ORDER BY id DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.id,
      (row) => toScheduleDto(toSchedule(row)),
    );
  }

  async idsOfTask(session: Session, taskId: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>('SELECT id FROM schedule WHERE task_id = ?', [taskId]);
    return rows.map((row) => row.id);
  }

  /** Claims schedules due by `until`, earliest first; rows another master is planning right now are passed over. */
  async claimDue(session: Session, until: Date, limit: number): Promise<Schedule[]> {
    const rows = await session.select<ScheduleRow>(
      `SELECT * FROM schedule WHERE state = 'active' AND next_fire_at <= ?
       ORDER BY next_fire_at, id LIMIT ? ${session.dialect.skipLocked}`,
      [until, limit],
    );
    return rows.map(toSchedule);
  }

  /** Writes how far claimed schedules have come, in the transaction of the claim. */
  async advance(session: Session, advances: readonly ScheduleAdvance[]): Promise<void> {
    if (advances.length === 0) return;
    const columns = [
      caseById('state', advances, (advance) => advance.state),
      caseById('next_fire_at', advances, (advance) => advance.nextFireAt),
      caseById('last_planned_at', advances, (advance) => advance.lastPlannedAt),
      caseById('awaited_run_id', advances, (advance) => advance.awaitedRunId),
    ];
    await session.execute(
      `UPDATE schedule SET ${columns.map((column) => column.sql).join(', ')} WHERE id IN (?)`,
      [...columns.flatMap((column) => column.params), advances.map((advance) => advance.id)],
    );
  }

  /** Those of the schedules that wait for a run to end. */
  async awaiting(session: Session, ids: readonly string[]): Promise<Schedule[]> {
    const rows = await session.select<ScheduleRow>(
      'SELECT * FROM schedule WHERE id IN (?) AND awaited_run_id IS NOT NULL',
      [ids],
    );
    return rows.map(toSchedule);
  }

  /**
   * Sets the next fire (null: none any more) of an active schedule whose awaited run has ended; one that is paused only
   * stops waiting. A no-op when it waits for another run.
   */
  async awaitedRunEnded(session: Session, id: string, runId: string, nextFireAt: Date | null): Promise<void> {
    await session.execute(
      `UPDATE schedule SET next_fire_at = CASE WHEN state = 'active' THEN ? ELSE NULL END,
         state = CASE WHEN state = 'active' AND ? IS NULL THEN 'exhausted' ELSE state END, awaited_run_id = NULL
       WHERE id = ? AND awaited_run_id = ?`,
      [nextFireAt, nextFireAt, id, runId],
    );
  }
}

function toRow(schedule: Schedule): Record<string, unknown> {
  return {
    id: schedule.id,
    project: schedule.project,
    name: schedule.name,
    version: schedule.version,
    state: schedule.state,
    task_id: schedule.taskId,
    trigger: schedule.trigger,
    params: schedule.params,
    priority: schedule.priority,
    start_at: schedule.startAt,
    end_at: schedule.endAt,
    anchor_at: schedule.anchorAt,
    next_fire_at: schedule.nextFireAt,
    last_planned_at: schedule.lastPlannedAt,
    awaited_run_id: schedule.awaitedRunId,
    created_at: schedule.createdAt,
    updated_at: schedule.updatedAt,
  };
}

function toSchedule(row: ScheduleRow): Schedule {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    version: row.version,
    state: row.state,
    taskId: row.task_id,
    trigger: JSON.parse(row.trigger) as Trigger,
    params: JSON.parse(row.params) as Record<string, unknown>,
    priority: row.priority,
    startAt: row.start_at,
    endAt: row.end_at,
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
    target: { kind: 'task', id: schedule.taskId },
    trigger: schedule.trigger,
    startAt: schedule.startAt?.toISOString(),
    endAt: schedule.endAt?.toISOString(),
    params: { ...schedule.params },
    priority: schedule.priority === null ? undefined : priorityOfRank(schedule.priority),
    nextFireAt: schedule.nextFireAt?.toISOString() ?? null,
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

/** Rank of an optional priority, as the column keeps it. */
export function rankOrNull(priority: Parameters<typeof priorityRank>[0] | undefined): number | null {
  return priority === undefined ? null : priorityRank(priority);
}
