import type { RunFailure } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An attempt that ended and was followed by another one; the last attempt stands in the run itself. */
@Entity('run_attempt')
export class RunAttemptEntity {
  @IdColumn({ primary: true })
  runId: string;

  @PrimaryColumn('int')
  attempt: number;

  @Column({ length: 16 })
  state: string;

  @Column({ type: String, length: 100, nullable: true })
  workerId: string | null;

  @InstantColumn({ nullable: true })
  startedAt: Date | null;

  @InstantColumn()
  finishedAt: Date;

  @Column({ type: 'int', nullable: true })
  exitCode: number | null;

  @JsonColumn({ nullable: true })
  failure: RunFailure | null;
}
