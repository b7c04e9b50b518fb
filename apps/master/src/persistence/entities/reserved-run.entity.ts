import { IdColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A run of a node whose workflow run reserves slots in its group. */
@Entity('reserved_run')
@Index('ix_reserved_run_of_workflow', ['workflowRunId', 'groupName', 'runId'])
export class ReservedRunEntity {
  @IdColumn({ primary: true })
  runId: string;

  @IdColumn()
  workflowRunId: string;

  @Column({ length: 100 })
  groupName: string;
}
