import type { WorkflowDefinition } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** A graph of nodes, in its newest version. */
@Entity('workflow')
@Index('ux_workflow_name', ['project', 'name'], { unique: true })
export class WorkflowEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  /** That of the definition: lists do not read definitions. */
  @Column({ length: 2000 })
  description: string;

  @Column('int')
  version: number;

  @Column({ length: 16 })
  state: string;

  /** Those of the definition, the finally nodes included. */
  @Column('int')
  nodeCount: number;

  @JsonColumn()
  definition: WorkflowDefinition;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
