import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events that were published: each starts its schedules once. */
export class PublishedEvents1790000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'published_event', {
      columns: {
        project: columns.text(100),
        event_id: columns.text(100),
        name: columns.text(100),
        started: columns.integer(),
        created_at: columns.instant(),
      },
      primaryKey: ['project', 'event_id'],
      indices: { ix_published_event_created: ['created_at'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTable(runner, 'published_event');
  }
}
