import { addColumn, columns, dropColumn } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Items of maps know what undid them, why they have no run, and what they gave where a rerun has taken them over. Nodes know why they
 * could not be undone, and maps how many of their items are.
 */
export class UndoneItems1790000000082 implements MigrationInterface {
  name = 'UndoneItems1790000000082';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'node_item', 'undo_run_id', columns.id({ nullable: true }));
    await addColumn(runner, 'node_item', 'result', columns.json({ nullable: true }));
    await addColumn(runner, 'node_item', 'failure', columns.json({ nullable: true }));
    await addColumn(runner, 'node_run', 'undo_total', columns.integer({ nullable: true }));
    await addColumn(runner, 'node_run', 'undone', columns.integer({ nullable: true }));
    await addColumn(runner, 'node_run', 'undo_failure', columns.json({ nullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['undo_failure', 'undone', 'undo_total'])
      await dropColumn(runner, 'node_run', column);
    for (const column of ['failure', 'result', 'undo_run_id']) await dropColumn(runner, 'node_item', column);
  }
}
