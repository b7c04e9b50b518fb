import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, ScheduleVersionDto } from '@orrery/contracts';
import type { ScheduleState } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';
import {
  toSchedule,
  toScheduleDto,
  versionedColumns,
  type Schedule,
  type ScheduleRow,
} from './schedule-row.js';

/** A change of a schedule: what it is from then on, and who made it so. */
export interface ScheduleVersion {
  readonly schedule: Schedule;
  readonly deleted: boolean;
  /** Planned times up to this one, included, belong to the versions before. */
  readonly planAfter: Date;
  readonly changedBy: string;
}

type SharedColumns = Pick<
  ScheduleRow,
  | 'version'
  | 'project'
  | 'name'
  | 'target_kind'
  | 'task_id'
  | 'trigger'
  | 'params'
  | 'priority'
  | 'start_at'
  | 'end_at'
  | 'jitter_ms'
  | 'daily_window'
  | 'dst'
  | 'misfire'
  | 'overlap'
  | 'anchor_at'
  | 'created_at'
>;

interface ScheduleVersionRow extends SharedColumns {
  readonly schedule_id: string;
  readonly state: ScheduleState | 'deleted';
  readonly plan_after_at: Date;
  readonly changed_by: string;
}

/** Keeps every version of every schedule, also of those that were deleted: the ledger is proven by them. */
@Injectable()
export class ScheduleVersionStore {
  async insert(
    session: Session,
    { schedule, deleted, planAfter, changedBy }: ScheduleVersion,
  ): Promise<void> {
    await session.insertMany('schedule_version', [
      {
        ...versionedColumns(schedule),
        schedule_id: schedule.id,
        state: deleted ? 'deleted' : schedule.state,
        plan_after_at: planAfter,
        changed_by: changedBy,
        created_at: schedule.updatedAt,
      },
    ]);
  }

  /** Up to when planned times belong to the versions before this one. */
  async planAfter(session: Session, { id, version }: Pick<Schedule, 'id' | 'version'>): Promise<Date | null> {
    const [row] = await session.select<Pick<ScheduleVersionRow, 'plan_after_at'>>(
      'SELECT plan_after_at FROM schedule_version WHERE schedule_id = ? AND version = ?',
      [id, version],
    );
    return row?.plan_after_at ?? null;
  }

  /** Newest first. */
  async list(session: Session, id: string, query: PageQuery): Promise<Page<ScheduleVersionDto>> {
    const limit = pageLimit(query);
    const before = cursorKey(query);
    const conditions = new Conditions()
      .where('schedule_id = ?', id)
      .where('version < ?', before && Number(before));
    const rows = await session.select<ScheduleVersionRow>(
      `SELECT * FROM schedule_version ${conditions.toString()} ORDER BY version DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => String(row.version), toVersionDto);
  }

  /** Ids of schedules that are or were in the project (all projects), after the id; in the order of their ids. */
  async idsOf(
    session: Session,
    projects: readonly string[] | undefined,
    after: string,
    limit: number,
  ): Promise<string[]> {
    const conditions = new Conditions().where('schedule_id > ?', after).where('project IN (?)', projects);
    const rows = await session.select<{ schedule_id: string }>(
      `SELECT DISTINCT schedule_id FROM schedule_version ${conditions.toString()} ORDER BY schedule_id LIMIT ?`,
      [...conditions.params, limit],
    );
    return rows.map((row) => row.schedule_id);
  }

  /** Every version of the schedules, oldest first. */
  async of(session: Session, ids: readonly string[]): Promise<ScheduleVersion[]> {
    const rows = await session.select<ScheduleVersionRow>(
      'SELECT * FROM schedule_version WHERE schedule_id IN (?) ORDER BY schedule_id, version',
      [ids],
    );
    return rows.map(toVersion);
  }
}

function toVersion(row: ScheduleVersionRow): ScheduleVersion {
  const deleted = row.state === 'deleted';
  const schedule = toSchedule({
    ...row,
    id: row.schedule_id,
    state: row.state === 'deleted' ? 'paused' : row.state,
    subscription: null,
    next_fire_at: null,
    last_planned_at: null,
    awaited_run_id: null,
    updated_at: row.created_at,
  });
  return { schedule, deleted, planAfter: row.plan_after_at, changedBy: row.changed_by };
}

function toVersionDto(row: ScheduleVersionRow): ScheduleVersionDto {
  const { schedule, planAfter, changedBy } = toVersion(row);
  const dto = toScheduleDto(schedule);
  return {
    version: row.version,
    state: row.state,
    definition: {
      target: dto.target,
      trigger: dto.trigger,
      startAt: dto.startAt,
      endAt: dto.endAt,
      params: dto.params,
      priority: dto.priority,
      jitterMs: dto.jitterMs,
      dailyWindow: dto.dailyWindow,
      dst: dto.dst,
      misfire: dto.misfire,
      overlap: dto.overlap,
    },
    plansAfter: planAfter.toISOString(),
    changedBy,
    createdAt: row.created_at.toISOString(),
  };
}
