import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A pending run outside of the backlog, and what it waits for. */
@Entity('parked_run')
@Index('ix_parked_run_waiting', ['waitsFor', 'priority', 'dueAt', 'runId'])
export class ParkedRunEntity {
  @IdColumn({ primary: true })
  runId: string;

  @Column({ length: 255 })
  waitsFor: string;

  @Column({ length: 100 })
  groupName: string;

  @Column('int')
  priority: number;

  /** Slots it takes. */
  @Column('int')
  slots: number;

  @InstantColumn()
  dueAt: Date;

  @InstantColumn()
  parkedAt: Date;
}
