import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A planned time of a backfill that is run; its INSERT is the claim of that time. */
@Entity('backfill_run')
@Index('ix_backfill_run_open', ['backfillId', 'state'])
@Index('ix_backfill_run_of_run', ['runId'])
@Index('ix_backfill_run_of_target', ['targetId', 'plannedAt'])
export class BackfillRunEntity {
  @IdColumn({ primary: true })
  backfillId: string;

  @InstantColumn({ primary: true })
  plannedAt: Date;

  @IdColumn()
  targetId: string;

  @IdColumn()
  runId: string;

  /** `open`, or how the run ended. */
  @Column({ length: 16 })
  state: string;
}
