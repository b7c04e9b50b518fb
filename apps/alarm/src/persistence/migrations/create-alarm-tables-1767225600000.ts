import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAlarmTables1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRuleTables(runner);
    await createAlarmTables(runner);
    await createNotificationTable(runner);
    await createTable(runner, 'consumed_event', {
      columns: { event_id: columns.id(), batch_id: columns.id(), consumed_at: columns.instant() },
      primaryKey: ['event_id'],
      indices: { consumed_event_oldest: ['consumed_at'] },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'consumed_event',
      'notification',
      'alarm_event',
      'alarm',
      'alarm_rule_version',
      'alarm_rule',
    ];
    for (const table of tables) await dropTable(runner, table);
  }
}

async function createRuleTables(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'alarm_rule', {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      name: columns.text(100),
      enabled: columns.boolean(),
      version: columns.integer(),
      definition: columns.json(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { alarm_rule_name: ['project', 'name'] },
    indices: { alarm_rule_newest: ['created_at', 'id'] },
  });
  await createTable(runner, 'alarm_rule_version', {
    columns: {
      rule_id: columns.id(),
      version: columns.integer(),
      definition: columns.json({ nullable: true }),
      changed_by: columns.text(255),
      changed_at: columns.instant(),
    },
    primaryKey: ['rule_id', 'version'],
  });
}

async function createAlarmTables(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'alarm', {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      rule_id: columns.id(),
      rule_name: columns.text(100),
      level: columns.text(10),
      state: columns.text(20),
      fingerprint: columns.text(64),
      open_key: columns.text(64, { nullable: true }),
      summary: columns.text(500),
      count: columns.integer(),
      run_id: columns.id(),
      details: columns.json(),
      fired_at: columns.instant(),
      last_event_at: columns.instant(),
      acknowledged_at: columns.instant({ nullable: true }),
      acknowledged_by: columns.text(255, { nullable: true }),
      resolved_at: columns.instant({ nullable: true }),
      resolved_by: columns.text(255, { nullable: true }),
    },
    primaryKey: ['id'],
    uniqueIndices: { alarm_open: ['open_key'] },
    indices: { alarm_newest: ['fired_at', 'id'], alarm_newest_of_project: ['project', 'fired_at', 'id'] },
  });
  await createTable(runner, 'alarm_event', {
    columns: {
      alarm_id: columns.id(),
      event_id: columns.id(),
      run_id: columns.id(),
      happened_at: columns.instant(),
    },
    primaryKey: ['alarm_id', 'event_id'],
    indices: { alarm_event_of_run: ['run_id'] },
  });
}

async function createNotificationTable(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'notification', {
    columns: {
      id: columns.id(),
      alarm_id: columns.id(),
      channel: columns.text(20),
      receiver: columns.text(254),
      reason: columns.text(30),
      sequence: columns.integer(),
      failures: columns.integer(),
      rule_id: columns.id(),
      rule_version: columns.integer(),
      content: columns.json(),
      state: columns.text(20),
      attempts: columns.integer(),
      next_try_at: columns.instant({ nullable: true }),
      lease_owner: columns.text(150, { nullable: true }),
      last_try_at: columns.instant({ nullable: true }),
      give_up_at: columns.instant(),
      sent_at: columns.instant({ nullable: true }),
      last_error: columns.longText({ nullable: true }),
      note: columns.longText({ nullable: true }),
      created_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { notification_once: ['alarm_id', 'receiver', 'sequence', 'reason'] },
    indices: { notification_due: ['next_try_at', 'id'] },
  });
}
