import {
  addColumn,
  columns,
  createIndex,
  createTable,
  dropColumn,
  dropIndex,
  dropTable,
  type TableSpec,
} from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  backfill: {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      target_kind: columns.text(8),
      target_id: columns.id(),
      target_name: columns.text(100),
      schedule_id: columns.id({ nullable: true }),
      timing: columns.json(),
      from_at: columns.instant(),
      to_at: columns.instant(),
      params: columns.json(),
      max_parallel: columns.integer(),
      direction: columns.text(8),
      reprocess: columns.text(8),
      on_failure: columns.text(8),
      priority: columns.integer(),
      state: columns.text(12),
      reason: columns.text(255, { nullable: true }),
      total: columns.integer(),
      skipped: columns.integer(),
      made: columns.integer(),
      succeeded: columns.integer(),
      failed: columns.integer(),
      next_at: columns.instant({ nullable: true }),
      look_at: columns.instant({ nullable: true }),
      created_by: columns.text(255),
      created_at: columns.instant(),
      finished_at: columns.instant({ nullable: true }),
    },
    primaryKey: ['id'],
    indices: {
      ix_backfill_to_look_at: ['look_at', 'id'],
      ix_backfill_of_target: ['target_id', 'id'],
      ix_backfill_of_project: ['project', 'id'],
    },
  },
  backfill_run: {
    columns: {
      backfill_id: columns.id(),
      planned_at: columns.instant(),
      target_id: columns.id(),
      run_id: columns.id(),
      state: columns.text(16),
    },
    primaryKey: ['backfill_id', 'planned_at'],
    indices: {
      ix_backfill_run_open: ['backfill_id', 'state'],
      ix_backfill_run_of_run: ['run_id'],
      ix_backfill_run_of_target: ['target_id', 'planned_at'],
    },
  },
};

const targeted = ['schedule', 'schedule_version'];

/** Backfills and their runs; schedules of workflows; what was run for a planned time is found. */
export class Backfills1790000000072 implements MigrationInterface {
  name = 'Backfills1790000000072';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    for (const table of targeted) {
      await addColumn(runner, table, 'target_kind', columns.text(8, { default: 'task' }));
    }
    await createIndex(runner, 'schedule_version', 'ix_schedule_version_of_task', ['task_id', 'schedule_id']);
    await createIndex(runner, 'workflow_run', 'ix_workflow_run_planned', ['workflow_id', 'planned_at']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'workflow_run', 'ix_workflow_run_planned');
    await dropIndex(runner, 'schedule_version', 'ix_schedule_version_of_task');
    for (const table of targeted) await dropColumn(runner, table, 'target_kind');
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
