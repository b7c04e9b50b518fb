import { Injectable } from '@nestjs/common';
import type { MasterDto, NodeResourcesDto, Page, PageQuery } from '@orrery/contracts';
import type { MasterState } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

/** A master that has not written its row for so long is lost. */
const silentMs = 5_000;

interface MasterRow {
  readonly id: string;
  readonly epoch: string;
  readonly host: string;
  readonly version: string;
  readonly resources: string | null;
  readonly started_at: Date;
  readonly last_seen_at: Date;
  readonly stopped_at: Date | null;
  readonly is_silent: number;
  readonly leader_epoch: number | null;
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

/** The registry of masters; "now" is the clock of the database. */
@Injectable()
export class MasterStore {
  async recordAlive(session: Session, master: MasterIdentity, resources: NodeResourcesDto): Promise<void> {
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    const row = {
      id: master.id,
      epoch: master.epoch,
      host: master.host,
      version: master.version,
      resources,
      started_at: master.startedAt,
      last_seen_at: clock!.now_at,
      stopped_at: null,
    };
    const update = Object.keys(row).filter((column) => column !== 'id');
    await session.upsertMany('master', [row], { key: ['id'], update });
  }

  async recordStopped(session: Session, { id, epoch }: MasterIdentity): Promise<void> {
    await session.execute(
      `UPDATE master SET stopped_at = ${session.dialect.now} WHERE id = ? AND epoch = ?`,
      [id, epoch],
    );
  }

  /** Living masters with what they use, for the history. */
  async living(session: Session): Promise<{ id: string; resources: NodeResourcesDto }[]> {
    const limit = session.dialect.plusMs(session.dialect.now, -silentMs);
    const rows = await session.select<Pick<MasterRow, 'id' | 'resources'>>(
      `SELECT id, resources FROM master WHERE stopped_at IS NULL AND last_seen_at >= ${limit}`,
    );
    return rows.map(({ id, resources }) => ({ id, resources: JSON.parse(resources!) as NodeResourcesDto }));
  }

  /** Forgets masters that went long ago. */
  async prune(session: Session, goneMs: number): Promise<void> {
    const limit = session.dialect.plusMs(session.dialect.now, -goneMs);
    await session.execute(`DELETE FROM master WHERE last_seen_at < ${limit}`);
  }

  async list(session: Session, query: PageQuery): Promise<Page<MasterDto>> {
    const { dialect } = session;
    const limit = pageLimit(query);
    const conditions = new Conditions().where('m.id > ?', cursorKey(query));
    const rows = await session.select<MasterRow>(
      `SELECT m.*, m.last_seen_at < ${dialect.plusMs(dialect.now, -silentMs)} AS is_silent, l.epoch AS leader_epoch
       FROM master m LEFT JOIN leadership l ON l.name = 'master' AND l.holder = m.id AND l.holder_epoch = m.epoch
       ${conditions.toString()} ORDER BY m.id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toDto);
  }
}

function stateOf({ stopped_at, is_silent }: MasterRow): MasterState {
  if (stopped_at !== null) return 'stopped';
  return Number(is_silent) === 1 ? 'lost' : 'up';
}

function toDto(row: MasterRow): MasterDto {
  const state = stateOf(row);
  const leaderEpoch = state === 'up' && row.leader_epoch !== null ? Number(row.leader_epoch) : null;
  return {
    id: row.id,
    epoch: row.epoch,
    state,
    leader: leaderEpoch !== null,
    leaderEpoch,
    resources: row.resources === null ? null : (JSON.parse(row.resources) as NodeResourcesDto),
    host: row.host,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}
