import { addColumn, columns, createTable, dropColumn, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  leadership: {
    columns: {
      name: columns.text(32),
      epoch: columns.bigint(),
      holder: columns.text(100),
      holder_epoch: columns.text(64),
      taken_at: columns.instant(),
    },
    primaryKey: ['name'],
  },
  node_sample: {
    columns: {
      kind: columns.text(8),
      node_id: columns.text(100),
      sampled_at: columns.instant(),
      cpu: columns.double(),
      load1: columns.double(),
      memory_used: columns.bigint(),
      memory_total: columns.bigint(),
      disk_free: columns.bigint(),
      disk_total: columns.bigint(),
      loop_lag_ms: columns.double(),
      busy: columns.integer(),
      slots: columns.integer(),
    },
    primaryKey: ['kind', 'node_id', 'sampled_at'],
    indices: { ix_node_sample_age: ['sampled_at'] },
  },
  consistency_check: {
    columns: {
      name: columns.text(64),
      checked_at: columns.instant(),
      checked: columns.integer(),
      found: columns.integer(),
      repaired: columns.integer(),
      open: columns.integer(),
      open_since_at: columns.instant({ nullable: true }),
      raised_at: columns.instant({ nullable: true }),
      detail: columns.text(500, { nullable: true }),
    },
    primaryKey: ['name'],
  },
};

/** Who leads, what the nodes used, what was found not to fit together; and leases of workers. */
export class ClusterNodes1790000000011 implements MigrationInterface {
  name = 'ClusterNodes1790000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    await addColumn(runner, 'worker', 'lease_until_at', columns.instant({ nullable: true }));
    await addColumn(runner, 'worker', 'duty', columns.text(8, { default: 'work' }));
    await addColumn(runner, 'master', 'stopped_at', columns.instant({ nullable: true }));
    await addColumn(runner, 'master', 'resources', columns.json({ nullable: true }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'master', 'resources');
    await dropColumn(runner, 'master', 'stopped_at');
    await dropColumn(runner, 'worker', 'duty');
    await dropColumn(runner, 'worker', 'lease_until_at');
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
