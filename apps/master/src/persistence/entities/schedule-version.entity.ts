import type { DailyWindow, DstPolicy, MisfireSettings, Trigger } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A schedule as it was from one change to the next. */
@Entity('schedule_version')
@Index('ix_schedule_version_of_project', ['project', 'scheduleId'])
@Index('ix_schedule_version_of_task', ['taskId', 'scheduleId'])
export class ScheduleVersionEntity {
  @IdColumn({ primary: true })
  scheduleId: string;

  @PrimaryColumn('int')
  version: number;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  /** That of the schedule, or `deleted`. */
  @Column({ length: 16 })
  state: string;

  @Column({ length: 8, default: 'task' })
  targetKind: string;

  @IdColumn()
  taskId: string;

  @JsonColumn()
  trigger: Trigger;

  @JsonColumn()
  params: Record<string, unknown>;

  @Column({ type: 'int', nullable: true })
  priority: number | null;

  @InstantColumn({ nullable: true })
  startAt: Date | null;

  @InstantColumn({ nullable: true })
  endAt: Date | null;

  @Column('int')
  jitterMs: number;

  @JsonColumn({ nullable: true })
  dailyWindow: DailyWindow | null;

  @JsonColumn({ nullable: true })
  dst: DstPolicy | null;

  @JsonColumn({ nullable: true })
  misfire: MisfireSettings | null;

  @Column({ length: 16 })
  overlap: string;

  @InstantColumn()
  anchorAt: Date;

  /** Planned times up to this one, included, belong to the versions before. */
  @InstantColumn()
  planAfterAt: Date;

  @Column({ length: 255 })
  changedBy: string;

  @InstantColumn()
  createdAt: Date;
}
