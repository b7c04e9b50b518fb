import { columns, createTable, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  secret: {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      name: columns.text(100),
      description: columns.text(1000),
      version: columns.integer(),
      key_id: columns.text(32),
      data_key: columns.text(255),
      sealed_value: columns.longText(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
      updated_by: columns.text(255),
    },
    primaryKey: ['id'],
    uniqueIndices: { ux_secret_name: ['project', 'name'] },
    indices: { ix_secret_of_key: ['key_id', 'id'] },
  },
  task_secret: {
    columns: { task_id: columns.id(), secret_id: columns.id() },
    primaryKey: ['task_id', 'secret_id'],
    indices: { ix_task_secret_of_secret: ['secret_id', 'task_id'] },
  },
};

/** Secrets of projects, and which tasks use them. */
export class Secrets1790000000075 implements MigrationInterface {
  name = 'Secrets1790000000075';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
