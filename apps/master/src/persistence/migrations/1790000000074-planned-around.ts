import { addColumn, columns, dropColumn } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const added = {
  schedule_id: columns.id({ nullable: true }),
  previous_at: columns.instant({ nullable: true }),
  next_at: columns.instant({ nullable: true }),
};

/** Workflow runs know the schedule that made them and the planned times around theirs; maps are undone item by item. */
export class PlannedAround1790000000074 implements MigrationInterface {
  name = 'PlannedAround1790000000074';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(added)) await addColumn(runner, 'workflow_run', name, spec);
    await addColumn(runner, 'node_run', 'undo_index', columns.integer({ nullable: true }));
    await runner.query(
      'UPDATE workflow_run SET schedule_id = (SELECT r.schedule_id FROM run r WHERE r.id = workflow_run.run_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'node_run', 'undo_index');
    for (const name of Object.keys(added).reverse()) await dropColumn(runner, 'workflow_run', name);
  }
}
