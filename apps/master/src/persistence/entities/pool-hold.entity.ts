import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** Slots of a pool (or one place of a task's own limit) that a run has. */
@Entity('pool_hold')
@Index('ix_pool_hold_of_run', ['runId'])
export class PoolHoldEntity {
  /** Of a pool, or of the task whose `maxConcurrent` it counts for. */
  @IdColumn({ primary: true })
  limitId: string;

  @IdColumn({ primary: true })
  runId: string;

  @Column('int')
  slots: number;

  @InstantColumn()
  sinceAt: Date;
}
