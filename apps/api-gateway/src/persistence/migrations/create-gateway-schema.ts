import { columns, createTable, dropTable } from '@orrery/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables: users and their roles, keys, tokens, failed logins, repeatable requests. */
export class CreateGatewaySchema1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createUsers(runner);
    await createCredentials(runner);
    await createLoginFailures(runner);
    await createIdempotencyKeys(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['idempotency_key', 'login_failure', 'refresh_token', 'api_key', 'user_role', 'user'];
    for (const table of tables) await dropTable(runner, table);
  }
}

async function createUsers(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'user', {
    columns: {
      id: columns.id(),
      username: columns.text(100),
      display_name: columns.text(200),
      password_hash: columns.text(255),
      enabled: columns.boolean(),
      version: columns.integer(),
      created_at: columns.instant(),
      updated_at: columns.instant(),
    },
    primaryKey: ['id'],
    uniqueIndices: { user_by_name: ['username'] },
  });
  await createTable(runner, 'user_role', {
    columns: { user_id: columns.id(), role: columns.text(20), project: columns.text(100) },
    primaryKey: ['user_id', 'role', 'project'],
  });
}

async function createCredentials(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'api_key', {
    columns: {
      id: columns.id(),
      user_id: columns.id(),
      name: columns.text(100),
      prefix: columns.text(16),
      secret_hash: columns.text(64),
      role: columns.text(20),
      project: columns.text(100, { nullable: true }),
      created_at: columns.instant(),
      expires_at: columns.instant({ nullable: true }),
      last_used_at: columns.instant({ nullable: true }),
    },
    primaryKey: ['id'],
    indices: { api_key_by_user: ['user_id', 'id'] },
    uniqueIndices: { api_key_by_prefix: ['prefix'] },
  });
  await createTable(runner, 'refresh_token', {
    columns: {
      id: columns.id(),
      family_id: columns.id(),
      user_id: columns.id(),
      token_hash: columns.text(64),
      created_at: columns.instant(),
      expires_at: columns.instant(),
      used_at: columns.instant({ nullable: true }),
      revoked_at: columns.instant({ nullable: true }),
    },
    primaryKey: ['id'],
    indices: {
      refresh_token_by_family: ['family_id'],
      refresh_token_by_user: ['user_id'],
      refresh_token_by_end: ['expires_at'],
    },
    uniqueIndices: { refresh_token_by_hash: ['token_hash'] },
  });
}

async function createLoginFailures(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'login_failure', {
    columns: {
      id: columns.id(),
      account: columns.text(100),
      ip: columns.text(64),
      failed_at: columns.instant(),
    },
    primaryKey: ['id'],
    indices: {
      login_failure_by_account: ['account', 'ip', 'failed_at'],
      login_failure_by_age: ['failed_at'],
    },
  });
}

async function createIdempotencyKeys(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'idempotency_key', {
    columns: {
      owner: columns.text(80),
      request_key: columns.text(255),
      request_hash: columns.text(64),
      state: columns.text(10),
      token: columns.text(36),
      status: columns.integer({ nullable: true }),
      location: columns.text(500, { nullable: true }),
      body: columns.longText({ nullable: true }),
      created_at: columns.instant(),
      expires_at: columns.instant(),
    },
    primaryKey: ['owner', 'request_key'],
    indices: { idempotency_key_by_end: ['expires_at'] },
  });
}
