import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity } from 'typeorm';

/** What an attempt of a run stored last, for the next one to go on from. */
@Entity('run_checkpoint')
export class RunCheckpointEntity {
  @IdColumn({ primary: true })
  runId: string;

  /** The attempt that stored it. */
  @Column('int')
  attempt: number;

  @JsonColumn()
  value: unknown;

  /** Grows with each one that the attempt stores; null: its worker is of an earlier version. */
  @Column('int', { nullable: true })
  seq: number | null;

  /** By the clock of its worker. */
  @InstantColumn()
  reportedAt: Date;
}
