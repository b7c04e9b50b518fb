import { Injectable } from '@nestjs/common';
import type { MasterDto, Page, PageQuery } from '@orrery/contracts';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

interface MasterRow {
  readonly id: string;
  readonly epoch: string;
  readonly host: string;
  readonly version: string;
  readonly started_at: Date;
  readonly last_seen_at: Date;
}

/** Who a master is. */
export interface MasterIdentity {
  readonly id: string;
  /** New with each start of the process. */
  readonly epoch: string;
  readonly host: string;
  readonly version: string;
  readonly startedAt: Date;
}

/** The registry of masters. */
@Injectable()
export class MasterStore {
  async recordAlive(session: Session, master: MasterIdentity): Promise<void> {
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    const row = {
      id: master.id,
      epoch: master.epoch,
      host: master.host,
      version: master.version,
      started_at: master.startedAt,
      last_seen_at: clock!.now_at,
    };
    await session.upsertMany('master', [row], {
      key: ['id'],
      update: ['epoch', 'host', 'version', 'started_at', 'last_seen_at'],
    });
  }

  async list(session: Session, query: PageQuery): Promise<Page<MasterDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions().where('id > ?', cursorKey(query));
    const rows = await session.select<MasterRow>(
      `SELECT * FROM master ${conditions.toString()} ORDER BY id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toDto);
  }
}

function toDto(row: MasterRow): MasterDto {
  return {
    id: row.id,
    epoch: row.epoch,
    host: row.host,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}
