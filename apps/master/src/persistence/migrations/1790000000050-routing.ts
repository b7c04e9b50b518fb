import { columns, createTable, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  routing_memory: {
    columns: { task_id: columns.id(), memory: columns.json(), updated_at: columns.instant() },
    primaryKey: ['task_id'],
  },
  worker_breaker: {
    columns: {
      worker_id: columns.text(100),
      state: columns.text(9),
      failures: columns.integer(),
      tasks: columns.json(),
      openings: columns.integer(),
      until_at: columns.instant({ nullable: true }),
      reason: columns.text(500),
      changed_at: columns.instant(),
    },
    primaryKey: ['worker_id'],
  },
  worker_reservation: {
    columns: {
      id: columns.id(),
      worker_id: columns.text(100),
      slots: columns.integer(),
      purpose: columns.text(200),
      run_id: columns.id({ nullable: true }),
      created_by: columns.text(255),
      created_at: columns.instant(),
      until_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: { ix_worker_reservation_end: ['until_at'] },
  },
  run_shard: {
    columns: {
      parent_id: columns.id(),
      shard_index: columns.integer(),
      run_id: columns.id(),
      worker_id: columns.text(100, { nullable: true }),
    },
    primaryKey: ['parent_id', 'shard_index'],
  },
  sharded_run: {
    columns: {
      run_id: columns.id(),
      total: columns.integer(),
      ended: columns.integer(),
      failed: columns.integer(),
      created_at: columns.instant(),
    },
    primaryKey: ['run_id'],
  },
};

/** What routing remembers, breakers and reservations of workers, shards of runs. */
export class Routing1790000000050 implements MigrationInterface {
  name = 'Routing1790000000050';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
