import { addColumn, columns, dropColumn } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a block of a log takes is known without reading it. */
export class StoredLogBytes1790000000086 implements MigrationInterface {
  name = 'StoredLogBytes1790000000086';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'log_chunk', 'stored_bytes', columns.integer({ nullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'log_chunk', 'stored_bytes');
  }
}
