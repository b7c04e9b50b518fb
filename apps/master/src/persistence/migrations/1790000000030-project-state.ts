import { addColumn, columns, createIndex, dropColumn, dropIndex } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Projects can be paused; what is paused is found without looking at every task. */
export class ProjectState1790000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'project', 'state', columns.text(16, { default: 'active' }));
    await createIndex(runner, 'task', 'ix_task_state', ['state', 'id']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'task', 'ix_task_state');
    await dropColumn(runner, 'project', 'state');
  }
}
