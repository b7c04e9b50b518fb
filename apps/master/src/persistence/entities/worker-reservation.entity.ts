import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** Slots of one worker kept free until an end. */
@Entity('worker_reservation')
@Index('ix_worker_reservation_end', ['untilAt'])
@Index('ix_worker_reservation_of_workflow', ['workflowRunId'])
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

  /** The workflow run whose nodes use it. */
  @IdColumn({ nullable: true })
  workflowRunId: string | null;

  /** Of one for a workflow run: which of its reserved groups it is part of. */
  @Column({ type: String, length: 100, nullable: true })
  groupName: string | null;

  /** Of one for a workflow run: used, it goes on for so long. */
  @Column('int', { nullable: true })
  idleMs: number | null;

  @Column({ length: 255 })
  createdBy: string;

  @InstantColumn()
  createdAt: Date;

  /** By the clock of the database. */
  @InstantColumn()
  untilAt: Date;
}
