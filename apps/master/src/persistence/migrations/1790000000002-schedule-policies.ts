import { addColumn, columns, createIndex, dropColumn, dropIndex, type ColumnSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const added: Readonly<Record<string, Readonly<Record<string, ColumnSpec>>>> = {
  schedule: {
    jitter_ms: columns.integer({ default: 0 }),
    daily_window: columns.json({ nullable: true }),
    dst: columns.json({ nullable: true }),
    misfire: columns.json({ nullable: true }),
    overlap: columns.text(16, { default: 'ALLOW' }),
    subscription: columns.text(255, { nullable: true }),
  },
  run: {
    weight: columns.integer({ default: 1 }),
    parent_id: columns.id({ nullable: true }),
    shard_index: columns.integer({ nullable: true }),
    shard_total: columns.integer({ nullable: true }),
  },
};

/** Policies of schedules; weight and shards of runs. */
export class SchedulePolicies1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, specs] of Object.entries(added)) {
      for (const [name, spec] of Object.entries(specs)) await addColumn(runner, table, name, spec);
    }
    await createIndex(runner, 'schedule', 'ix_schedule_subscribed', ['subscription', 'state']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropIndex(runner, 'schedule', 'ix_schedule_subscribed');
    for (const [table, specs] of Object.entries(added)) {
      for (const name of Object.keys(specs)) await dropColumn(runner, table, name);
    }
  }
}
