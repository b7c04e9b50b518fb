import { addColumn, columns, createIndex, dropColumn, dropIndex } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const indices = {
  ix_fire_planned: ['planned_at', 'schedule_id'],
  ix_fire_of_project: ['project', 'planned_at', 'schedule_id'],
  ix_fire_outcome: ['outcome', 'planned_at', 'schedule_id'],
};

/** The ledger is read across schedules: by time, by project, by outcome; it is pruned by the planned time. */
export class LedgerOfProjects1790000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'fire', 'project', columns.text(100, { default: 'default' }));
    await runner.query(
      `UPDATE fire SET project =
         COALESCE((SELECT s.project FROM schedule s WHERE s.id = fire.schedule_id), project)`,
    );
    await dropIndex(runner, 'fire', 'ix_fire_created');
    for (const [name, on] of Object.entries(indices)) await createIndex(runner, 'fire', name, on);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(indices)) await dropIndex(runner, 'fire', name);
    await createIndex(runner, 'fire', 'ix_fire_created', ['created_at']);
    await dropColumn(runner, 'fire', 'project');
  }
}
