import type { ExecutionDetails } from '@orrery/domain';
import { IdColumn, JsonColumn } from '@orrery/persistence';
import { Entity, PrimaryColumn } from 'typeorm';

/** How an attempt of a program was executed, as its worker saw it. */
@Entity('attempt_execution')
export class AttemptExecutionEntity {
  @IdColumn({ primary: true })
  runId: string;

  @PrimaryColumn('int')
  attempt: number;

  @JsonColumn()
  details: ExecutionDetails;
}
