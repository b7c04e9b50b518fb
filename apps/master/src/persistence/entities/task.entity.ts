import type { TaskDefinition } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** What to execute, in its newest version. */
@Entity('task')
@Index('ux_task_name', ['project', 'name'], { unique: true })
@Index('ix_task_state', ['state', 'id'])
@Index('ix_task_limited', ['maxConcurrent'])
export class TaskEntity {
  @IdColumn({ primary: true })
  id: string;

  @Column({ length: 100 })
  project: string;

  @Column({ length: 100 })
  name: string;

  @Column('int')
  version: number;

  @Column({ length: 16 })
  kind: string;

  @Column({ length: 16 })
  state: string;

  /** That of the definition, where the limits are looked for; 0: none. */
  @Column({ type: 'int', default: 0 })
  maxConcurrent: number;

  @JsonColumn()
  definition: TaskDefinition;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
