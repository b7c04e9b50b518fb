import { addColumn, columns, dropColumn } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The checkpoints of an attempt are counted: the clock of a worker may be set back. */
export class CheckpointOrder1790000000084 implements MigrationInterface {
  name = 'CheckpointOrder1790000000084';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'run_checkpoint', 'seq', columns.integer({ nullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'run_checkpoint', 'seq');
  }
}
