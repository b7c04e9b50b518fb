import type { TaskDefinition } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, Index } from 'typeorm';

/** What to execute, in its newest version. */
@Entity('task')
@Index('ux_task_name', ['project', 'name'], { unique: true })
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

  @JsonColumn()
  definition: TaskDefinition;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;
}
