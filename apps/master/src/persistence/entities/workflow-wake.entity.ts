import { IdColumn, InstantColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** That somebody has to look at a workflow run, and when. Removed by whoever has looked. */
@Entity('workflow_wake')
@Index('ix_workflow_wake_due', ['dueAt', 'id'])
@Index('ix_workflow_wake_of_run', ['workflowRunId', 'dueAt'])
export class WorkflowWakeEntity {
  @IdColumn({ primary: true })
  id: string;

  @IdColumn()
  workflowRunId: string;

  /** The node it is about; null: the run as a whole. */
  @Column({ type: String, length: 100, nullable: true })
  nodeId: string | null;

  @InstantColumn()
  dueAt: Date;
}
