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
  slot_request: {
    columns: {
      run_id: columns.id(),
      wants: columns.json(),
      asked_at: columns.instant(),
      give_up_at: columns.instant({ nullable: true }),
      obtained_at: columns.instant({ nullable: true }),
    },
    primaryKey: ['run_id'],
    indices: { ix_slot_request_waiting: ['obtained_at', 'run_id'] },
  },
  reserved_run: {
    columns: { run_id: columns.id(), workflow_run_id: columns.id(), group_name: columns.text(100) },
    primaryKey: ['run_id'],
    indices: { ix_reserved_run_of_workflow: ['workflow_run_id', 'group_name', 'run_id'] },
  },
};

const added = {
  workflow_run_id: columns.id({ nullable: true }),
  group_name: columns.text(100, { nullable: true }),
  idle_ms: columns.integer({ nullable: true }),
};

/** Slots that workflow runs have before they begin. */
export class ReservedSlots1790000000076 implements MigrationInterface {
  name = 'ReservedSlots1790000000076';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    for (const [name, spec] of Object.entries(added))
      await addColumn(runner, 'worker_reservation', name, spec);
    await createIndex(runner, 'worker_reservation', 'ix_worker_reservation_of_workflow', ['workflow_run_id']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'worker_reservation', 'ix_worker_reservation_of_workflow');
    for (const name of Object.keys(added).reverse()) await dropColumn(runner, 'worker_reservation', name);
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
