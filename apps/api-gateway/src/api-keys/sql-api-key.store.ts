import type { Database } from '@orrery/persistence';
import type { Role } from '../access/permissions.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

interface KeyRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly secret_hash: string;
  readonly role: Role;
  readonly project: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

/** API keys in SQL. */
export class SqlApiKeyStore extends ApiKeyStore {
  constructor(private readonly database: Database) {
    super();
  }

  async insert(key: ApiKey): Promise<void> {
    await this.database.run((session) =>
      session.insertMany('api_key', [
        {
          id: key.id,
          user_id: key.userId,
          name: key.name,
          prefix: key.prefix,
          secret_hash: key.secretHash,
          role: key.grant.role,
          project: key.grant.project,
          created_at: key.createdAt,
          expires_at: key.expiresAt,
          last_used_at: key.lastUsedAt,
        },
      ]),
    );
  }

  async find(id: string): Promise<ApiKey | undefined> {
    return (await this.select('id = ?', [id], 1))[0];
  }

  async findByPrefix(prefix: string): Promise<ApiKey | undefined> {
    return (await this.select('prefix = ?', [prefix], 1))[0];
  }

  list({
    userId,
    limit,
    afterId = '',
  }: {
    userId?: string;
    limit: number;
    afterId?: string;
  }): Promise<ApiKey[]> {
    if (userId === undefined) return this.select('id > ?', [afterId], limit);
    return this.select('user_id = ? AND id > ?', [userId, afterId], limit);
  }

  async remove(id: string): Promise<boolean> {
    const { affected } = await this.database.run((session) =>
      session.execute('DELETE FROM api_key WHERE id = ?', [id]),
    );
    return affected > 0;
  }

  async touch(id: string, usedAt: Date): Promise<void> {
    await this.database.run((session) =>
      session.execute('UPDATE api_key SET last_used_at = ? WHERE id = ?', [usedAt, id]),
    );
  }

  private async select(condition: string, params: readonly unknown[], limit: number): Promise<ApiKey[]> {
    const rows = await this.database.run((session) =>
      session.select<KeyRow>(`SELECT * FROM api_key WHERE ${condition} ORDER BY id LIMIT ?`, [
        ...params,
        limit,
      ]),
    );
    return rows.map(keyOf);
  }
}

function keyOf(row: KeyRow): ApiKey {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    prefix: row.prefix,
    secretHash: row.secret_hash,
    grant: { role: row.role, project: row.project },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
