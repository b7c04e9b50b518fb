import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** Slots of one worker kept free until an end. */
@Entity('worker_reservation')
@Index('ix_worker_reservation_end', ['untilAt'])
export class WorkerReservationEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  workerId: string;

  @Column('int')
  slots: number;

  @Column({ length: 200 })
  purpose: string;

  /** The run that uses it. */
  @IdColumn({ nullable: true })
  runId: string | null;

  @Column({ length: 255 })
  createdBy: string;

  @InstantColumn()
  createdAt: Date;

  /** By the clock of the database. */
  @InstantColumn()
  untilAt: Date;
}
