import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts store how far they are, for the next one of their run. */
export class RunCheckpoints1790000000079 implements MigrationInterface {
  name = 'RunCheckpoints1790000000079';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'run_checkpoint', {
      columns: {
        run_id: columns.id(),
        attempt: columns.integer(),
        value: columns.json(),
        reported_at: columns.instant(),
      },
      primaryKey: ['run_id'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'run_checkpoint');
  }
}
