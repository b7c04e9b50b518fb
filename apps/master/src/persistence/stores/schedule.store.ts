import { Injectable } from '@nestjs/common';
import type { Page, ScheduleDto, ScheduleListQuery } from '@orrery/contracts';
import { ConflictError, isSerial } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions, containing } from '../conditions.js';
import {
  subscriptionOf,
  taskSubscription,
  toRow,
  toSchedule,
  toScheduleDto,
  type Schedule,
  type ScheduleRow,
} from './schedule-row.js';

/** Keeps schedules. How planning moves them on stands in the store beside this one. */
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

  /** Writes the next version of a locked schedule, and how far it has come; false when it has another version by now. */
  async replace(session: Session, schedule: Schedule): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE schedule SET version = ?, state = ?, target_kind = ?, task_id = ?, \`trigger\` = ?, params = ?, priority = ?,
         start_at = ?, end_at = ?, jitter_ms = ?, daily_window = ?, dst = ?, misfire = ?, overlap = ?, serial = ?, subscription = ?,
         anchor_at = ?, next_fire_at = ?, last_planned_at = ?, awaited_run_id = ?, overdue_at = NULL, updated_at = ?
       WHERE id = ? AND version = ?`,
      [
        schedule.version,
        schedule.state,
        schedule.targetKind,
        schedule.taskId,
        schedule.trigger,
        schedule.params,
        schedule.priority,
        schedule.startAt,
        schedule.endAt,
        schedule.jitterMs,
        schedule.dailyWindow,
        schedule.dst,
        schedule.misfire,
        schedule.overlap,
        isSerial(schedule.overlap),
        subscriptionOf(schedule),
        schedule.anchorAt,
        schedule.nextFireAt,
        schedule.lastPlannedAt,
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

  /** By its id or its name. */
  async findNamed(session: Session, project: string, named: string): Promise<Schedule | undefined> {
    const byId = await this.find(session, named);
    if (byId?.project === project) return byId;
    const [row] = await session.select<ScheduleRow>('SELECT * FROM schedule WHERE project = ? AND name = ?', [
      project,
      named,
    ]);
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
      .where('task_id = ?', query.workflowId)
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

  /** Schedules that wait for the success of the task. */
  async idsOfDependents(session: Session, taskId: string): Promise<string[]> {
    const rows = await session.select<{ id: string }>(
      "SELECT id FROM schedule WHERE subscription = ? AND state IN ('active', 'paused')",
      [taskSubscription(taskId)],
    );
    return rows.map((row) => row.id);
  }

  async findAll(session: Session, ids: readonly string[]): Promise<Schedule[]> {
    const rows = await session.select<ScheduleRow>('SELECT * FROM schedule WHERE id IN (?)', [ids]);
    return rows.map(toSchedule);
  }

  /** Those of the schedules that go on when a run of theirs ends: they wait for it, or their next run does. */
  async followers(session: Session, ids: readonly string[]): Promise<Schedule[]> {
    const rows = await session.select<ScheduleRow>(
      'SELECT * FROM schedule WHERE id IN (?) AND (awaited_run_id IS NOT NULL OR serial = ?)',
      [ids, true],
    );
    return rows.map(toSchedule);
  }

  /** Schedules by id, locked until the transaction ends; in the order of their ids, so that no two wait for each other. */
  async lockAll(session: Session, ids: readonly string[]): Promise<Schedule[]> {
    if (ids.length === 0) return [];
    const rows = await session.select<ScheduleRow>(
      `SELECT * FROM schedule WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
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
