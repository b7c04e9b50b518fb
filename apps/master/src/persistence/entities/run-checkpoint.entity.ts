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

  /** By the clock of its worker. */
  @InstantColumn()
  reportedAt: Date;
}
