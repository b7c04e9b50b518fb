import type { Trigger } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** When a task runs by itself. */
@Entity('schedule')
@Index('ux_schedule_name', ['project', 'name'], { unique: true })
@Index('ix_schedule_due', ['state', 'nextFireAt', 'id'])
@Index('ix_schedule_of_task', ['taskId'])
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

  /** What a fixed rate counts from. */
  @InstantColumn()
  anchorAt: Date;

  /** Null while it will not fire by itself. */
  @InstantColumn({ nullable: true })
  nextFireAt: Date | null;

  @InstantColumn({ nullable: true })
  lastPlannedAt: Date | null;

  /** The run a fixed delay waits for. */
  @IdColumn({ nullable: true })
  awaitedRunId: string | null;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
