import { BigintColumn, IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** That the log of a run is to be shortened, written before the chunk that calls for it is acknowledged. */
@Entity('log_shortening')
@Index('ix_log_shortening_due', ['dueAt', 'runId'])
export class LogShorteningEntity {
  @IdColumn({ primary: true })
  runId: string;

  /** Where the newest attempt begins: what stands before it may go. */
  @BigintColumn()
  newestSeq: number;

  /** How often it failed. */
  @Column('int')
  tries: number;

  /** When a master takes it (again). */
  @InstantColumn()
  dueAt: Date;
}
