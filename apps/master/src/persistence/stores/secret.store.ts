import { Injectable } from '@nestjs/common';
import type { Page, SecretListQuery } from '@orrery/contracts';
import { ConflictError } from '@orrery/domain';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions, containing } from '../conditions.js';

/** A secret as lists show it. */
export interface SecretHead {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly key_id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_by: string;
}

/** A secret with its value, sealed. */
export interface SecretRow extends SecretHead {
  readonly data_key: string;
  readonly sealed_value: string;
}

/** What is sealed anew when the keys of the installation change; the value is not. */
export type WrappedKey = Pick<SecretRow, 'id' | 'name' | 'version' | 'key_id' | 'data_key'>;

const headColumns = 'id, project, name, description, version, key_id, created_at, updated_at, updated_by';

/** Keeps secrets, sealed. */
@Injectable()
export class SecretStore {
  /** @throws ConflictError when somebody else has made one of that name. */
  async insert(session: Session, row: SecretRow): Promise<void> {
    try {
      await session.insertMany('secret', [{ ...row }]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new ConflictError(`A secret "${row.name}" has just been made in project "${row.project}".`);
    }
  }

  /** Writes the next version of a locked secret. */
  async replace(session: Session, row: SecretRow): Promise<void> {
    const { description, version, key_id, data_key, sealed_value, updated_at, updated_by, id } = row;
    await session.execute(
      `UPDATE secret SET description = ?, version = ?, key_id = ?, data_key = ?, sealed_value = ?, updated_at = ?, updated_by = ?
       WHERE id = ?`,
      [description, version, key_id, data_key, sealed_value, updated_at, updated_by, id],
    );
  }

  async delete(session: Session, id: string): Promise<void> {
    await session.execute('DELETE FROM secret WHERE id = ?', [id]);
  }

  async lock(session: Session, project: string, name: string): Promise<SecretRow | undefined> {
    const [row] = await session.select<SecretRow>(
      `SELECT * FROM secret WHERE project = ? AND name = ? ${session.dialect.forUpdate}`,
      [project, name],
    );
    return row;
  }

  async find(session: Session, project: string, name: string): Promise<SecretHead | undefined> {
    const [row] = await session.select<SecretHead>(
      `SELECT ${headColumns} FROM secret WHERE project = ? AND name = ?`,
      [project, name],
    );
    return row;
  }

  /** Those among the names that are there, with their values. */
  findSealed(session: Session, project: string, names: readonly string[]): Promise<SecretRow[]> {
    return session.select<SecretRow>('SELECT * FROM secret WHERE project = ? AND name IN (?)', [
      project,
      names,
    ]);
  }

  /** Ids of those among the names that are there, by name; they stay until the transaction ends. */
  async idsOf(session: Session, project: string, names: readonly string[]): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await session.select<{ id: string; name: string }>(
      `SELECT id, name FROM secret WHERE project = ? AND name IN (?) ${session.dialect.forShare}`,
      [project, names],
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }

  async count(session: Session, project: string): Promise<number> {
    const [row] = await session.select<{ count: number }>(
      'SELECT COUNT(*) AS count FROM secret WHERE project = ?',
      [project],
    );
    return Number(row!.count);
  }

  async list(
    session: Session,
    query: SecretListQuery,
    projects?: readonly string[],
  ): Promise<Page<SecretHead>> {
    const limit = pageLimit(query);
    const conditions = new Conditions()
      .where('id > ?', cursorKey(query))
      .where('project = ?', query.project)
      .where('project IN (?)', projects)
      .where("name LIKE ? ESCAPE '!'", containing(query.search));
    const rows = await session.select<SecretHead>(
      `SELECT ${headColumns} FROM secret ${conditions.toString()} ORDER BY id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => row.id,
      (row) => row,
    );
  }

  /** How many secrets each key seals. */
  async countByKey(session: Session): Promise<Map<string, number>> {
    const rows = await session.select<{ key_id: string; count: number }>(
      'SELECT key_id, COUNT(*) AS count FROM secret GROUP BY key_id ORDER BY key_id',
    );
    return new Map(rows.map((row) => [row.key_id, Number(row.count)]));
  }

  /** So many at most that a key seals, by their ids, behind one of them. */
  sealedBy(
    session: Session,
    { keyId, after }: { readonly keyId: string; readonly after: string },
    most: number,
  ): Promise<WrappedKey[]> {
    return session.select<WrappedKey>(
      'SELECT id, name, version, key_id, data_key FROM secret WHERE key_id = ? AND id > ? ORDER BY id LIMIT ?',
      [keyId, after, most],
    );
  }

  /** Puts another sealed key in place of the one that was read; false when somebody has written the secret since. */
  async rewrap(
    session: Session,
    read: WrappedKey,
    next: Pick<WrappedKey, 'key_id' | 'data_key'>,
  ): Promise<boolean> {
    const { affected } = await session.execute(
      'UPDATE secret SET key_id = ?, data_key = ? WHERE id = ? AND version = ? AND key_id = ?',
      [next.key_id, next.data_key, read.id, read.version, read.key_id],
    );
    return affected > 0;
  }
}
