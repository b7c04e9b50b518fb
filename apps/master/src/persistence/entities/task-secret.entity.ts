import { IdColumn } from '@orrery/persistence';
import { Entity, Index } from 'typeorm';

/** A secret that the newest version of a task uses: it may not be deleted. */
@Entity('task_secret')
@Index('ix_task_secret_of_secret', ['secretId', 'taskId'])
export class TaskSecretEntity {
  @IdColumn({ primary: true })
  taskId: string;

  @IdColumn({ primary: true })
  secretId: string;
}
