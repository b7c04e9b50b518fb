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
  pool: {
    columns: {
      id: columns.id(),
      name: columns.text(100),
      description: columns.text(1000),
      scope: columns.text(8),
      project: columns.text(100, { nullable: true }),
      tag: columns.text(100, { nullable: true }),
      task_id: columns.id({ nullable: true }),
      slots: columns.integer(),
      rate_count: columns.integer(),
      rate_per_ms: columns.integer(),
      tokens: columns.double(),
      refilled_at: columns.instant(),
      version: columns.integer(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { ux_pool_name: ['name'] },
  },
  pool_hold: {
    columns: {
      limit_id: columns.id(),
      run_id: columns.id(),
      slots: columns.integer(),
      since_at: columns.instant(),
    },
    primaryKey: ['limit_id', 'run_id'],
    indices: { ix_pool_hold_of_run: ['run_id'] },
  },
  parked_run: {
    columns: {
      run_id: columns.id(),
      waits_for: columns.text(255),
      group_name: columns.text(100),
      priority: columns.integer(),
      slots: columns.integer(),
      due_at: columns.instant(),
      parked_at: columns.instant(),
    },
    primaryKey: ['run_id'],
    indices: { ix_parked_run_waiting: ['waits_for', 'priority', 'due_at', 'run_id'] },
  },
};

/** Pools, what runs hold of them, and the runs that wait outside of the backlog; the backlog in order of projects. */
export class Limits1790000000040 implements MigrationInterface {
  name = 'Limits1790000000040';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    await addColumn(runner, 'project', 'weight', columns.integer({ default: 1 }));
    await addColumn(runner, 'task', 'max_concurrent', columns.integer({ default: 0 }));
    await createIndex(runner, 'task', 'ix_task_limited', ['max_concurrent']);
    await dropIndex(runner, 'run', 'ix_run_backlog');
    await createIndex(runner, 'run', 'ix_run_backlog', [
      'state',
      'group_name',
      'priority',
      'project',
      'eligible_at',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'run', 'ix_run_backlog');
    await createIndex(runner, 'run', 'ix_run_backlog', ['state', 'group_name', 'priority', 'eligible_at']);
    await dropIndex(runner, 'task', 'ix_task_limited');
    await dropColumn(runner, 'task', 'max_concurrent');
    await dropColumn(runner, 'project', 'weight');
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
