import { ConflictError } from '@orrery/domain';
import { isDuplicateKey, type Database, type Session } from '@orrery/persistence';
import type { Grant, Role } from '../access/permissions.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
  readonly password_hash: string;
  readonly enabled: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

interface RoleRow {
  readonly user_id: string;
  readonly role: Role;
  readonly project: string;
}

/** Users in SQL. */
export class SqlUserStore extends UserStore {
  constructor(private readonly database: Database) {
    super();
  }

  async insertFirst(user: User): Promise<boolean> {
    const inserting = this.database.transaction(async (session) => {
      const anybody = await session.select('SELECT id FROM user LIMIT 1');
      if (anybody.length > 0) return false;
      await insertUser(session, user);
      return true;
    });
    return inserting.catch((error: unknown) => {
      if (isDuplicateKey(error)) return false; // another gateway was faster
      throw error;
    });
  }

  async insert(user: User): Promise<void> {
    try {
      await this.database.transaction((session) => insertUser(session, user));
    } catch (error) {
      if (isDuplicateKey(error)) throw new ConflictError(`There is a user "${user.username}" already.`);
      throw error;
    }
  }

  find(id: string): Promise<User | undefined> {
    return this.findWhere('id = ?', id);
  }

  findByName(username: string): Promise<User | undefined> {
    return this.findWhere('username = ?', username);
  }

  list(limit: number, afterId = ''): Promise<User[]> {
    return this.database.run(async (session) => {
      const rows = await session.select<UserRow>('SELECT * FROM user WHERE id > ? ORDER BY id LIMIT ?', [
        afterId,
        limit,
      ]);
      return withGrants(session, rows);
    });
  }

  replace(user: User): Promise<boolean> {
    return this.database.transaction(async (session) => {
      await lockAdmins(session);
      const { affected } = await session.execute(
        `UPDATE user SET display_name = ?, password_hash = ?, enabled = ?, version = ?, updated_at = ?
         WHERE id = ? AND version = ?`,
        [
          user.displayName,
          user.passwordHash,
          user.enabled,
          user.version,
          user.updatedAt,
          user.id,
          user.version - 1,
        ],
      );
      if (affected === 0) return false;
      await session.execute('DELETE FROM user_role WHERE user_id = ?', [user.id]);
      await insertGrants(session, user);
      await requireAdmin(session);
      return true;
    });
  }

  remove(id: string): Promise<boolean> {
    return this.database.transaction(async (session) => {
      await lockAdmins(session);
      const { affected } = await session.execute('DELETE FROM user WHERE id = ?', [id]);
      if (affected === 0) return false;
      for (const table of ['user_role', 'api_key', 'refresh_token']) {
        await session.execute(`DELETE FROM ${table} WHERE user_id = ?`, [id]);
      }
      await requireAdmin(session);
      return true;
    });
  }

  private findWhere(condition: string, value: string): Promise<User | undefined> {
    return this.database.run(async (session) => {
      const rows = await session.select<UserRow>(`SELECT * FROM user WHERE ${condition}`, [value]);
      const [user] = await withGrants(session, rows);
      return user;
    });
  }
}

async function insertUser(session: Session, user: User): Promise<void> {
  await session.insertMany('user', [
    {
      id: user.id,
      username: user.username,
      display_name: user.displayName,
      password_hash: user.passwordHash,
      enabled: user.enabled,
      version: user.version,
      created_at: user.createdAt,
      updated_at: user.updatedAt,
    },
  ]);
  await insertGrants(session, user);
}

async function insertGrants(session: Session, user: User): Promise<void> {
  const rows = user.grants.map(({ role, project }) => ({ user_id: user.id, role, project: project ?? '' }));
  if (rows.length > 0) await session.insertMany('user_role', rows, { onDuplicate: 'ignore' });
}

async function withGrants(session: Session, rows: readonly UserRow[]): Promise<User[]> {
  if (rows.length === 0) return [];
  const held = await session.select<RoleRow>(
    'SELECT * FROM user_role WHERE user_id IN (?) ORDER BY project, role',
    [rows.map(({ id }) => id)],
  );
  return rows.map((row) => userOf(row, held.filter(({ user_id }) => user_id === row.id).map(grantOf)));
}

function userOf(row: UserRow, grants: readonly Grant[]): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    passwordHash: row.password_hash,
    enabled: Boolean(row.enabled),
    grants,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function grantOf({ role, project }: RoleRow): Grant {
  return { role, project: project === '' ? null : project };
}

/** Two changes that each leave the other's administrator must not pass each other. */
async function lockAdmins(session: Session): Promise<void> {
  await session.execute(`UPDATE user_role SET role = role WHERE role = 'admin' AND project = ''`);
}

async function requireAdmin(session: Session): Promise<void> {
  const left = await session.select(
    `SELECT u.id FROM user u JOIN user_role r ON r.user_id = u.id
     WHERE u.enabled = ? AND r.role = 'admin' AND r.project = '' LIMIT 1`,
    [true],
  );
  if (left.length === 0) throw new ConflictError('This would leave no enabled administrator.');
}
