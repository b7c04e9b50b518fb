import type { DailyWindow, DstPolicy, MisfireSettings, Trigger } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** When a task runs by itself. */
@Entity('schedule')
@Index('ux_schedule_name', ['project', 'name'], { unique: true })
@Index('ix_schedule_due', ['state', 'serial', 'nextFireAt', 'id'])
@Index('ix_schedule_of_task', ['taskId'])
@Index('ix_schedule_subscribed', ['subscription', 'state'])
export class ScheduleEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  @Column('int')
  version: number;

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

  @Column({ type: 'int', default: 0 })
  jitterMs: number;

  @JsonColumn({ nullable: true })
  dailyWindow: DailyWindow | null;

  @JsonColumn({ nullable: true })
  dst: DstPolicy | null;

  @JsonColumn({ nullable: true })
  misfire: MisfireSettings | null;

  @Column({ length: 16, default: 'ALLOW' })
  overlap: string;

  /** Its fires look at earlier runs: they are planned at their time, never ahead of it. */
  @Column({ type: 'boolean', default: false })
  serial: boolean;

  /** What it waits for instead of a time: `event:<project>:<name>` or `task:<id>`. */
  @Column({ type: String, length: 255, nullable: true })
  subscription: string | null;

  /** What a fixed rate counts from. */
  @InstantColumn()
  anchorAt: Date;

  /** Null while it will not fire by itself. */
  @InstantColumn({ nullable: true })
  nextFireAt: Date | null;

  @InstantColumn({ nullable: true })
  lastPlannedAt: Date | null;

  /** Since when it is known, and told, that a planned time has come and nobody plans it. */
  @InstantColumn({ nullable: true })
  overdueAt: Date | null;

  /** The run a fixed delay waits for. */
  @IdColumn({ nullable: true })
  awaitedRunId: string | null;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
