import { addColumn, columns, createTable, dropColumn, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  workflow_run: {
    columns: {
      run_id: columns.id(),
      workflow_id: columns.id(),
      version: columns.integer(),
      project: columns.text(100),
      name: columns.text(100),
      state: columns.text(20),
      control: columns.text(8),
      states: columns.longText(),
      inputs: columns.json({ nullable: true }),
      depth: columns.integer(),
      rerun_of: columns.id({ nullable: true }),
      planned_at: columns.instant({ nullable: true }),
      created_at: columns.instant(),
      started_at: columns.instant({ nullable: true }),
      finished_at: columns.instant({ nullable: true }),
      failure: columns.json({ nullable: true }),
    },
    primaryKey: ['run_id'],
    indices: {
      ix_workflow_run_of_workflow: ['workflow_id', 'run_id'],
      ix_workflow_run_of_project: ['project', 'run_id'],
      ix_workflow_run_in_state: ['state', 'run_id'],
    },
  },
  node_run: {
    columns: {
      id: columns.text(44),
      workflow_run_id: columns.id(),
      node_id: columns.text(100),
      state: columns.text(20),
      run_id: columns.id({ nullable: true }),
      undo_run_id: columns.id({ nullable: true }),
      awaiting: columns.text(255, { nullable: true }),
      until_at: columns.instant({ nullable: true }),
      total: columns.integer({ nullable: true }),
      begun: columns.integer({ nullable: true }),
      ended: columns.integer({ nullable: true }),
      failed: columns.integer({ nullable: true }),
      outputs: columns.json({ nullable: true }),
      detail: columns.json({ nullable: true }),
      failure: columns.json({ nullable: true }),
      started_at: columns.instant(),
      finished_at: columns.instant({ nullable: true }),
    },
    primaryKey: ['id'],
    indices: { ix_node_run_awaiting: ['awaiting'] },
  },
  node_item: {
    columns: {
      id: columns.text(52),
      item: columns.json(),
      run_id: columns.id({ nullable: true }),
    },
    primaryKey: ['id'],
  },
  workflow_wake: {
    columns: {
      id: columns.id(),
      workflow_run_id: columns.id(),
      node_id: columns.text(100, { nullable: true }),
      due_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: { ix_workflow_wake_due: ['due_at', 'id'] },
  },
};

const runColumns = {
  workflow_run_id: columns.id({ nullable: true }),
  node_id: columns.text(100, { nullable: true }),
  node_part: columns.text(8, { nullable: true }),
  overrides: columns.json({ nullable: true }),
};

/** Workflow runs, their nodes, the items of their maps, and when somebody has to look at them; of runs, the node they are for. */
export class WorkflowRuns1790000000071 implements MigrationInterface {
  name = 'WorkflowRuns1790000000071';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    for (const [name, spec] of Object.entries(runColumns)) await addColumn(runner, 'run', name, spec);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(runColumns).reverse()) await dropColumn(runner, 'run', name);
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
