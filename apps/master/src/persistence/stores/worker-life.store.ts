import { Injectable } from '@nestjs/common';
import type { HeartbeatMessage, NodeResourcesDto } from '@orrery/contracts';
import { livingWorkerStates, type WorkerDuty, type WorkerState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { WorkerRow } from './worker.store.js';

/** A heartbeat, and when it arrived here (`performance.now()`). */
export interface HeardBeat {
  readonly beat: HeartbeatMessage;
  readonly heardMs: number;
}

/** What a worker uses. */
export interface WorkerResources {
  readonly nodeId: string;
  readonly resources: NodeResourcesDto;
  readonly busy: number;
  readonly slots: number;
}

/** A worker that is gone. */
export type GoneWorker = Pick<WorkerRow, 'id' | 'epoch' | 'last_seen_at'>;

/** What a written heartbeat found in the registry. */
export interface WrittenBeat {
  readonly beat: HeartbeatMessage;
  readonly duty: WorkerDuty;
  /** State of the same life before; undefined: this life was not known. */
  readonly stateBefore: WorkerState | undefined;
}

/** Heartbeats that were written, and when by the clock of the database. */
export interface WrittenBeats {
  readonly nowAt: Date;
  readonly beats: readonly WrittenBeat[];
}

/** Signs of life and declarations of loss; "now" is the clock of the database, the same for every master. */
@Injectable()
export class WorkerLifeStore {
  /**
   * Writes the newest heartbeat of each worker. Masters hear them in turns and write them when they like, so one that is
   * older than what is written already is left out: an old `up` must not undo a `stopped`. In a transaction; once that is
   * committed, each worker of those returned holds a lease of `leaseMs` from its heartbeat on.
   */
  async recordHeartbeats(
    session: Session,
    heard: readonly HeardBeat[],
    leaseMs: number,
  ): Promise<WrittenBeats> {
    // Taken before the database is asked: should it stand still, no beat may seem to have come earlier than it did, or its
    // lease would end in the registry before it ends for the worker.
    const nowMs = performance.now();
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    const nowAt = clock!.now_at;
    if (heard.length === 0) return { nowAt, beats: [] };
    const known = await session.select<KnownWorker>(
      `SELECT id, epoch, state, state_since_at, beat_seq, last_seen_at, lease_until_at, duty FROM worker WHERE id IN (?) ORDER BY id ${session.dialect.forUpdate}`,
      [heard.map(({ beat }) => beat.workerId)],
    );
    const knownById = new Map(known.map((worker) => [worker.id, worker]));
    const beats: WrittenBeat[] = [];
    const rows = heard.flatMap(({ beat, heardMs }) => {
      const seenAt = new Date(nowAt.getTime() - Math.round(nowMs - heardMs));
      const worker = knownById.get(beat.workerId);
      if (worker && isOlder(beat, seenAt, worker)) return [];
      beats.push(writtenBeat(beat, worker));
      const until = { lease_until_at: leaseUntil(beat, seenAt, leaseMs, worker) };
      return [{ ...toRow(beat, seenAt, sinceOf(beat, worker, nowAt)), ...until }];
    });
    const update = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
    await session.upsertMany('worker', rows, { key: ['id'], update });
    return { nowAt, beats };
  }

  /** What living workers use, and the present instant of the database. */
  async resources(session: Session): Promise<{ now: Date; workers: WorkerResources[] }> {
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    const rows = await session.select<Pick<WorkerRow, 'id' | 'resources' | 'busy' | 'slots'>>(
      'SELECT id, resources, busy, slots FROM worker WHERE state IN (?)',
      [livingWorkerStates],
    );
    const workers = rows.map(({ id, resources, busy, slots }) => {
      return { nodeId: id, resources: JSON.parse(resources) as NodeResourcesDto, busy, slots };
    });
    return { now: clock!.now_at, workers };
  }

  /** Living workers, and the present instant of the database. */
  async living(session: Session): Promise<{ now: Date; workers: GoneWorker[] }> {
    const [clock] = await session.select<{ now_at: Date }>(`SELECT ${session.dialect.now} AS now_at`);
    const workers = await session.select<GoneWorker>(
      'SELECT id, epoch, last_seen_at FROM worker WHERE state IN (?) ORDER BY id',
      [livingWorkerStates],
    );
    return { now: clock!.now_at, workers };
  }

  /** Declares one life of a worker lost, unless it was heard after `unheardSince`; tells whether this call did. */
  async declareLost(session: Session, worker: GoneWorker, unheardSince: Date): Promise<boolean> {
    const { affected } = await session.execute(
      `UPDATE worker SET state = 'lost', state_since_at = ${session.dialect.now}
       WHERE id = ? AND epoch = ? AND last_seen_at <= ? AND state IN (?)`,
      [worker.id, worker.epoch, unheardSince, livingWorkerStates],
    );
    return affected > 0;
  }
}

type KnownWorker = Pick<
  WorkerRow,
  'id' | 'epoch' | 'state' | 'state_since_at' | 'beat_seq' | 'last_seen_at' | 'lease_until_at' | 'duty'
>;

function writtenBeat(beat: HeartbeatMessage, known: KnownWorker | undefined): WrittenBeat {
  const stateBefore = known?.epoch === beat.workerEpoch ? known.state : undefined;
  return { beat, duty: known?.duty ?? 'work', stateBefore };
}

/** Never earlier than what was granted: a shorter lease must not end before one that the worker still counts on. */
function leaseUntil(
  beat: HeartbeatMessage,
  seenAt: Date,
  leaseMs: number,
  known: KnownWorker | undefined,
): Date {
  const granted = known?.epoch === beat.workerEpoch ? (known.lease_until_at?.getTime() ?? 0) : 0;
  return new Date(Math.max(granted, seenAt.getTime() + leaseMs));
}

/** A heartbeat lies in queues no longer than this: what comes then is no echo of a former life. */
const echoMs = 15_000;

/**
 * Within an epoch the worker counts its beats. Between two epochs the order of arrival counts, except that a later life
 * which was heard lately is not undone by a beat of an earlier one that lay somewhere (epochs sort by time).
 */
function isOlder(beat: HeartbeatMessage, seenAt: Date, known: KnownWorker): boolean {
  if (beat.workerEpoch === known.epoch) return beat.seq < Number(known.beat_seq);
  const behindMs = known.last_seen_at.getTime() - seenAt.getTime();
  return behindMs > 0 || (beat.workerEpoch < known.epoch && behindMs > -echoMs);
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
    isolation: beat.isolation ?? null,
    started_at: new Date(beat.startedAt),
    state_since_at: sinceAt,
    beat_seq: beat.seq,
    last_seen_at: seenAt,
  };
}
