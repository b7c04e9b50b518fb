import type { TaskDefinition } from '@orrery/domain';
import { IdColumn, InstantColumn, JsonColumn } from '@orrery/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Every definition a task ever had; a run keeps the version it was made with. */
@Entity('task_version')
export class TaskVersionEntity {
  @IdColumn({ primary: true })
  taskId: string;

  @PrimaryColumn('int')
  version: number;

  @JsonColumn()
  definition: TaskDefinition;

  @Column({ length: 255 })
  changedBy: string;

  @InstantColumn()
  createdAt: Date;
}
