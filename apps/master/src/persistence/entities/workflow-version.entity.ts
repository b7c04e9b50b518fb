import type { WorkflowDefinition } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WorkflowReferences } from '../stores/workflow-row.js';

/** Every definition a workflow ever had; a workflow run keeps the version it was made with. */
@Entity('workflow_version')
export class WorkflowVersionEntity {
  @IdColumn({ primary: true })
  workflowId: string;

  @PrimaryColumn('int')
  version: number;

  @JsonColumn()
  definition: WorkflowDefinition;

  @JsonColumn()
  references: WorkflowReferences;

  @Column({ length: 255 })
  changedBy: string;

  /** Why there is this version, where it was not simply written. */
  @Column({ type: String, length: 255, nullable: true })
  note: string | null;

  @InstantColumn()
  createdAt: Date;
}
