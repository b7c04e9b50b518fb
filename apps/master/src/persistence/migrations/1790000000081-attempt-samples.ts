import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What attempts took over their time. */
export class AttemptSamples1790000000081 implements MigrationInterface {
  name = 'AttemptSamples1790000000081';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'attempt_sample', {
      columns: { run_id: columns.id(), attempt: columns.integer(), packed: columns.bytes() },
      primaryKey: ['run_id', 'attempt'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'attempt_sample');
  }
}
