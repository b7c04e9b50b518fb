import { columns, createTable, dropTable, type TableSpec } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables: Readonly<Record<string, TableSpec>> = {
  project: {
    columns: {
      name: columns.text(100),
      description: columns.text(1000),
      created_at: columns.instant(),
    },
    primaryKey: ['name'],
  },
  task: {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      name: columns.text(100),
      version: columns.integer(),
      kind: columns.text(16),
      state: columns.text(16),
      definition: columns.json(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { ux_task_name: ['project', 'name'] },
  },
  task_version: {
    columns: {
      task_id: columns.id(),
      version: columns.integer(),
      definition: columns.json(),
      changed_by: columns.text(255),
      created_at: columns.instant(),
    },
    primaryKey: ['task_id', 'version'],
  },
  schedule: {
    columns: {
      id: columns.id(),
      project: columns.text(100),
      name: columns.text(100),
      version: columns.integer(),
      state: columns.text(16),
      task_id: columns.id(),
      trigger: columns.json(),
      params: columns.json(),
      priority: columns.integer({ nullable: true }),
      start_at: columns.instant({ nullable: true }),
      end_at: columns.instant({ nullable: true }),
      anchor_at: columns.instant(),
      next_fire_at: columns.instant({ nullable: true }),
      last_planned_at: columns.instant({ nullable: true }),
      awaited_run_id: columns.id({ nullable: true }),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: { ix_schedule_due: ['state', 'next_fire_at', 'id'], ix_schedule_of_task: ['task_id'] },
    uniqueIndices: { ux_schedule_name: ['project', 'name'] },
  },
  fire: {
    columns: {
      schedule_id: columns.id(),
      planned_at: columns.instant(),
      outcome: columns.text(8),
      reason: columns.text(255, { nullable: true }),
      run_id: columns.id({ nullable: true }),
      created_at: columns.instant(),
    },
    primaryKey: ['schedule_id', 'planned_at'],
    indices: { ix_fire_created: ['created_at'] },
  },
  run: {
    columns: {
      id: columns.id(),
      task_id: columns.id(),
      task_version: columns.integer(),
      task_name: columns.text(100),
      project: columns.text(100),
      group_name: columns.text(100),
      schedule_id: columns.id({ nullable: true }),
      planned_at: columns.instant({ nullable: true }),
      state: columns.text(16),
      attempt: columns.integer(),
      losses: columns.integer(),
      priority: columns.integer(),
      due_at: columns.instant(),
      eligible_at: columns.instant({ nullable: true }),
      queue_deadline_at: columns.instant({ nullable: true }),
      first_dispatched_at: columns.instant({ nullable: true }),
      started_at: columns.instant({ nullable: true }),
      finished_at: columns.instant({ nullable: true }),
      worker_id: columns.text(100, { nullable: true }),
      worker_epoch: columns.text(64, { nullable: true }),
      exit_code: columns.integer({ nullable: true }),
      progress: columns.double({ nullable: true }),
      progress_message: columns.text(1000, { nullable: true }),
      params: columns.json(),
      result: columns.json({ nullable: true }),
      failure: columns.json({ nullable: true }),
      cancel_requested_at: columns.instant({ nullable: true }),
      retry_of: columns.id({ nullable: true }),
      created_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: {
      ix_run_backlog: ['state', 'group_name', 'priority', 'eligible_at'],
      ix_run_queue_deadline: ['queue_deadline_at'],
      ix_run_of_task: ['task_id', 'id'],
      ix_run_of_schedule: ['schedule_id', 'id'],
      ix_run_of_project: ['project', 'id'],
    },
  },
  run_attempt: {
    columns: {
      run_id: columns.id(),
      attempt: columns.integer(),
      state: columns.text(16),
      worker_id: columns.text(100, { nullable: true }),
      started_at: columns.instant({ nullable: true }),
      finished_at: columns.instant(),
      exit_code: columns.integer({ nullable: true }),
      failure: columns.json({ nullable: true }),
    },
    primaryKey: ['run_id', 'attempt'],
  },
  run_request: {
    columns: {
      request_key: columns.text(64),
      task_id: columns.text(36),
      run_ids: columns.json(),
      created_at: columns.instant(),
    },
    primaryKey: ['request_key'],
    indices: { ix_run_request_created: ['created_at'] },
  },
  log_chunk: {
    columns: {
      run_id: columns.id(),
      first_seq: columns.bigint(),
      last_seq: columns.bigint(),
      lines: columns.json(),
      created_at: columns.instant(),
    },
    primaryKey: ['run_id', 'first_seq', 'last_seq'],
  },
  worker: {
    columns: {
      id: columns.text(100),
      epoch: columns.text(64),
      group_name: columns.text(100),
      labels: columns.json(),
      state: columns.text(16),
      slots: columns.integer(),
      busy: columns.integer(),
      host: columns.text(255),
      version: columns.text(32),
      resources: columns.json(),
      started_at: columns.instant(),
      state_since_at: columns.instant(),
      beat_seq: columns.bigint(),
      last_seen_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: { ix_worker_silent: ['state', 'last_seen_at'] },
  },
  master: {
    columns: {
      id: columns.text(100),
      epoch: columns.text(64),
      host: columns.text(255),
      version: columns.text(32),
      started_at: columns.instant(),
      last_seen_at: columns.instant(),
    },
    primaryKey: ['id'],
  },
  outbox_event: {
    columns: {
      id: columns.id(),
      routing_key: columns.text(100),
      message: columns.text(100),
      payload: columns.json(),
      due_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: { ix_outbox_event_due: ['due_at', 'id'] },
  },
};

/** The master's schema as it began. */
export class InitialSchema1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, spec] of Object.entries(tables)) await createTable(runner, name, spec);
    const now = new Date(0).toISOString().replace('T', ' ').slice(0, 23);
    await runner.query(
      `INSERT INTO project (name, description, created_at) VALUES ('default', 'Where things go that name no project', '${now}')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(tables).reverse()) await dropTable(runner, name);
  }
}
