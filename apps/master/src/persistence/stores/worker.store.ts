import { Injectable } from '@nestjs/common';
import type { IsolationOfferDto, NodeResourcesDto, Page, PageQuery, WorkerDto } from '@orrery/contracts';
import type { BreakerState, WorkerDuty, WorkerState } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

export interface WorkerRow {
  readonly id: string;
  readonly epoch: string;
  readonly group_name: string;
  readonly labels: string;
  readonly state: WorkerState;
  readonly slots: number;
  readonly busy: number;
  readonly host: string;
  readonly version: string;
  readonly resources: string;
  readonly started_at: Date;
  readonly state_since_at: Date;
  readonly beat_seq: number;
  readonly last_seen_at: Date;
  readonly lease_until_at: Date | null;
  readonly duty: WorkerDuty;
  readonly isolation: string | null;
}

/** The registry of workers as it is read and ordered; their lives and deaths stand in the store beside this one. */
@Injectable()
export class WorkerStore {
  /** What operators want of a worker from now on; false: there is no such worker. */
  async setDuty(session: Session, id: string, duty: WorkerDuty): Promise<boolean> {
    const { affected } = await session.execute('UPDATE worker SET duty = ? WHERE id = ?', [duty, id]);
    return affected > 0;
  }

  /** How many slots a worker has, locked until the transaction ends; undefined: there is no such worker. */
  async lockSlots(session: Session, id: string): Promise<number | undefined> {
    const [row] = await session.select<{ slots: number }>(
      `SELECT slots FROM worker WHERE id = ? ${session.dialect.forUpdate}`,
      [id],
    );
    return row?.slots;
  }

  /** Forgets workers that went long ago, a few at a time; their runs have ended long before. */
  async prune(session: Session, silentMs: number): Promise<void> {
    const limit = session.dialect.plusMs(session.dialect.now, -silentMs);
    await session.execute(
      `DELETE FROM worker WHERE state IN ('lost', 'stopped') AND last_seen_at < ${limit}`,
    );
    await session.execute('DELETE FROM worker_breaker WHERE worker_id NOT IN (SELECT id FROM worker)');
  }

  async find(session: Session, id: string): Promise<WorkerDto | undefined> {
    const [row] = await session.select<ShownWorkerRow>(`${selectShown} WHERE w.id = ?`, [id]);
    return row && toDto(row);
  }

  async list(session: Session, query: PageQuery): Promise<Page<WorkerDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions().where('w.id > ?', cursorKey(query));
    const rows = await session.select<ShownWorkerRow>(
      `${selectShown} ${conditions.toString()} ORDER BY w.id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toDto);
  }
}

/** A worker with its breaker; one that never failed lately has none. */
interface ShownWorkerRow extends WorkerRow {
  readonly breaker_state: BreakerState | null;
  readonly breaker_failures: number | null;
  readonly breaker_until: Date | null;
}

const selectShown = `SELECT w.*, b.state AS breaker_state, b.failures AS breaker_failures, b.until_at AS breaker_until
  FROM worker w LEFT JOIN worker_breaker b ON b.worker_id = w.id`;

function toDto(row: ShownWorkerRow): WorkerDto {
  return {
    id: row.id,
    epoch: row.epoch,
    group: row.group_name,
    labels: JSON.parse(row.labels) as Record<string, string>,
    state: row.state,
    duty: row.duty,
    slots: row.slots,
    busy: row.busy,
    host: row.host,
    version: row.version,
    resources: JSON.parse(row.resources) as NodeResourcesDto,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    breaker: {
      state: row.breaker_state ?? 'closed',
      failures: row.breaker_failures ?? 0,
      untilAt: row.breaker_until?.toISOString() ?? null,
    },
    leaseUntilAt: row.lease_until_at?.toISOString() ?? null,
    isolation: row.isolation === null ? null : (JSON.parse(row.isolation) as IsolationOfferDto),
  };
}
