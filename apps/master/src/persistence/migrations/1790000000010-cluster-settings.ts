import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cluster-wide settings: every change is a row, and the newest version counts. */
export class ClusterSettings1790000000010 implements MigrationInterface {
  name = 'ClusterSettings1790000000010';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'setting_version', {
      columns: {
        name: columns.text(64),
        version: columns.integer(),
        value: columns.json(),
        changed_by: columns.text(255),
        reason: columns.text(500, { nullable: true }),
        created_at: columns.instant(),
      },
      primaryKey: ['name', 'version'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'setting_version');
  }
}
