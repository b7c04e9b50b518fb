import { addColumn, allowNull, columns, dropColumn } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Log chunks are kept as they come, packed; those that are there already keep their lines. */
export class PackedLogs1790000000080 implements MigrationInterface {
  name = 'PackedLogs1790000000080';

  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'log_chunk', 'packed', columns.bytes({ nullable: true }));
    await allowNull(runner, 'log_chunk', 'lines', columns.json({ nullable: true }));
  }

  /** What is packed cannot be read by the version before. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM log_chunk WHERE packed IS NOT NULL');
    await dropColumn(runner, 'log_chunk', 'packed');
  }
}
