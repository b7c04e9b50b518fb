import { Injectable } from '@nestjs/common';
import type { HeartbeatMessage, NodeResourcesDto, Page, PageQuery, WorkerDto } from '@orrery/contracts';
import type { WorkerState } from '@orrery/domain';
import { cursorKey, keysetPage, pageLimit, type Session } from '@orrery/persistence';
import { Conditions } from '../conditions.js';

interface WorkerRow {
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
}

/** What dispatching needs to know of the workers of one group. */
export interface GroupSlots {
  readonly group: string;
  readonly slots: number;
}

/** A heartbeat, and when it arrived here (`performance.now()`). */
export interface HeardBeat {
  readonly beat: HeartbeatMessage;
  readonly heardMs: number;
}

/** A worker that fell silent. */
export type SilentWorker = Pick<WorkerRow, 'id' | 'epoch' | 'last_seen_at'>;

/** The registry of workers; "now" is the clock of the database, the same for every master. */
@Injectable()
export class WorkerStore {
  /**
   * Writes the newest heartbeat of each worker. Masters hear them in turns and write them when they like, so one that is
   * older than what is written already is left out: an old `up` must not undo a `stopped`. In a transaction.
   */
  async recordHeartbeats(session: Session, heard: readonly HeardBeat[]): Promise<void> {
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    if (heard.length === 0) return;
    const nowAt = clock!.now_at;
    const nowMs = performance.now();
    const known = await session.select<KnownWorker>(
      `SELECT id, epoch, state, state_since_at, beat_seq, last_seen_at FROM worker WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [heard.map(({ beat }) => beat.workerId)],
    );
    const knownById = new Map(known.map((worker) => [worker.id, worker]));
    const rows = heard.flatMap(({ beat, heardMs }) => {
      const seenAt = new Date(nowAt.getTime() - Math.round(nowMs - heardMs));
      const worker = knownById.get(beat.workerId);
      return worker && isOlder(beat, seenAt, worker)
        ? []
        : [toRow(beat, seenAt, sinceOf(beat, worker, nowAt))];
    });
    const update = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
    await session.upsertMany('worker', rows, { key: ['id'], update });
  }

  /** Declares workers lost that have been silent too long; returns those this call declared. */
  async declareLost(session: Session, silentMs: number): Promise<SilentWorker[]> {
    const limit = session.dialect.plusMs(session.dialect.now, -silentMs);
    const silent = await session.select<SilentWorker>(
      `SELECT id, epoch, last_seen_at FROM worker WHERE state IN ('up', 'draining') AND last_seen_at < ${limit}
       ORDER BY id ${session.dialect.forUpdate}`,
    );
    if (silent.length > 0) {
      await session.execute(
        `UPDATE worker SET state = 'lost', state_since_at = ${session.dialect.now} WHERE id IN (?) AND state IN ('up', 'draining')`,
        [silent.map((worker) => worker.id)],
      );
    }
    return silent;
  }

  /** Slots of each group that has living workers taking work. */
  async slotsByGroup(session: Session): Promise<GroupSlots[]> {
    const rows = await session.select<{ group_name: string; slots: number }>(
      "SELECT group_name, SUM(slots) AS slots FROM worker WHERE state = 'up' GROUP BY group_name",
    );
    return rows.map((row) => ({ group: row.group_name, slots: Number(row.slots) }));
  }

  /** Forgets workers that went long ago, a few at a time; their runs have ended long before. */
  async prune(session: Session, silentMs: number): Promise<void> {
    const limit = session.dialect.plusMs(session.dialect.now, -silentMs);
    await session.execute(
      `DELETE FROM worker WHERE state IN ('lost', 'stopped') AND last_seen_at < ${limit}`,
    );
  }

  async find(session: Session, id: string): Promise<WorkerDto | undefined> {
    const [row] = await session.select<WorkerRow>('SELECT * FROM worker WHERE id = ?', [id]);
    return row && toDto(row);
  }

  async list(session: Session, query: PageQuery): Promise<Page<WorkerDto>> {
    const limit = pageLimit(query);
    const conditions = new Conditions().where('id > ?', cursorKey(query));
    const rows = await session.select<WorkerRow>(
      `SELECT * FROM worker ${conditions.toString()} ORDER BY id LIMIT ?`,
      [...conditions.params, limit + 1],
    );
    return keysetPage(rows, limit, (row) => row.id, toDto);
  }
}

type KnownWorker = Pick<WorkerRow, 'id' | 'epoch' | 'state' | 'state_since_at' | 'beat_seq' | 'last_seen_at'>;

/** Within an epoch the worker counts its beats; between two epochs only the order of arrival is known. */
function isOlder(beat: HeartbeatMessage, seenAt: Date, known: KnownWorker): boolean {
  return beat.workerEpoch === known.epoch ? beat.seq < Number(known.beat_seq) : seenAt < known.last_seen_at;
}

function sinceOf(beat: HeartbeatMessage, known: KnownWorker | undefined, now: Date): Date {
  return known?.epoch === beat.workerEpoch && known.state === beat.state ? known.state_since_at : now;
}

function toRow(beat: HeartbeatMessage, seenAt: Date, sinceAt: Date) {
  return {
    id: beat.workerId,
    epoch: beat.workerEpoch,
    group_name: beat.group,
    labels: beat.labels,
    state: beat.state,
    slots: beat.slots,
    busy: beat.busy,
    host: beat.host,
    version: beat.version,
    resources: beat.resources,
    started_at: new Date(beat.startedAt),
    state_since_at: sinceAt,
    beat_seq: beat.seq,
    last_seen_at: seenAt,
  };
}

function toDto(row: WorkerRow): WorkerDto {
  return {
    id: row.id,
    epoch: row.epoch,
    group: row.group_name,
    labels: JSON.parse(row.labels) as Record<string, string>,
    state: row.state,
    slots: row.slots,
    busy: row.busy,
    host: row.host,
    version: row.version,
    resources: JSON.parse(row.resources) as NodeResourcesDto,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}
