import { IdColumn } from '@orrery/persistence';
import { Entity, Index, PrimaryColumn } from 'typeorm';

/** What the newest version of a workflow uses: none of it may be deleted. */
@Entity('workflow_reference')
@Index('ix_workflow_reference_target', ['targetId', 'kind'])
export class WorkflowReferenceEntity {
  @IdColumn({ primary: true })
  workflowId: string;

  /** `task`, `workflow` or `secret`. */
  @PrimaryColumn({ length: 16 })
  kind: string;

  @IdColumn({ primary: true })
  targetId: string;
}
