import { columns, createTable, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  workflow: {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      name: columns.text(100),
      description: columns.text(2000),
      version: columns.integer(),
      state: columns.text(16),
      node_count: columns.integer(),
      definition: columns.json(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { ux_workflow_name: ['project', 'name'] },
  },
  workflow_version: {
    columns: {
      workflow_id: columns.id(),
      version: columns.integer(),
      definition: columns.json(),
      references: columns.json(),
      changed_by: columns.text(255),
      note: columns.text(255, { nullable: true }),
      created_at: columns.instant(),
    },
    primaryKey: ['workflow_id', 'version'],
  },
  workflow_reference: {
    columns: { workflow_id: columns.id(), kind: columns.text(16), target_id: columns.id() },
    primaryKey: ['workflow_id', 'kind', 'target_id'],
    indices: { ix_workflow_reference_target: ['target_id', 'kind'] },
  },
};

/** Workflows, every version they had, and what they use. */
export class Workflows1790000000070 implements MigrationInterface {
  name = 'Workflows1790000000070';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
