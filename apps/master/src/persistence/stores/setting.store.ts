import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, SettingVersionDto } from '@orrery/contracts';
import { cursorKey, isDuplicateKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** One version of a setting. */
export interface SettingVersion {
  readonly name: string;
  readonly version: number;
  readonly value: unknown;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly createdAt: Date;
}

interface SettingVersionRow {
  readonly name: string;
  readonly version: number;
  readonly value: string;
  readonly changed_by: string;
  readonly reason: string | null;
  readonly created_at: Date;
}

/** Keeps every version of the cluster-wide settings. What nobody ever changed has no row. */
@Injectable()
export class SettingStore {
  /** The newest version of each setting that was ever changed. */
  async newest(session: Session): Promise<SettingVersion[]> {
    const rows = await session.select<SettingVersionRow>(
      `SELECT s.* FROM setting_version s
       JOIN (SELECT name, MAX(version) AS version FROM setting_version GROUP BY name) n
         ON n.name = s.name AND n.version = s.version`,
    );
    return rows.map(toVersion);
  }

  async find(session: Session, name: string, version: number): Promise<SettingVersion | undefined> {
    const [row] = await session.select<SettingVersionRow>(
      'SELECT * FROM setting_version WHERE name = ? AND version = ?',
      [name, version],
    );
    return row && toVersion(row);
  }

  /** Writes the next version; false when somebody else has written it first: the INSERT is the claim. */
  async add(session: Session, next: SettingVersion): Promise<boolean> {
    try {
      await session.insertMany('setting_version', [
        {
          name: next.name,
          version: next.version,
          value: JSON.stringify(next.value),
          changed_by: next.changedBy,
          reason: next.reason,
          created_at: next.createdAt,
        },
      ]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Newest first. */
  async versions(session: Session, name: string, query: PageQuery): Promise<Page<SettingVersionDto>> {
    const limit = pageLimit(query);
    const before = cursorKey(query);
    const conditions = new Conditions()
      .where('name = ?', name)
      .where('version < ?', before && Number(before));
    const rows = await session.select<SettingVersionRow>(
      `SELECT * FROM setting_version ${conditions.toString()} ORDER BY version DESC LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(
      rows,
      limit,
      (row) => String(row.version),
      (row) => toVersionDto(toVersion(row)),
    );
  }
}

function toVersion(row: SettingVersionRow): SettingVersion {
  return {
    name: row.name,
    version: row.version,
    value: JSON.parse(row.value) as unknown,
    changedBy: row.changed_by,
    reason: row.reason,
    createdAt: row.created_at,
  };
}

function toVersionDto({ version, value, changedBy, reason, createdAt }: SettingVersion): SettingVersionDto {
  return { version, value, changedBy, reason, createdAt: createdAt.toISOString() };
}
