import { Injectable } from '@nestjs/common';
import { refilled, type Applicant, type Limit, type LimitState, type Place } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { DispatchRow } from '../../persistence/stores/backlog.store.js';
import type { ParkedHead } from '../../persistence/stores/parked-run.store.js';
import { bucketOfPool, limitOfPool } from '../../persistence/stores/pool.store.js';
import { waitsFor } from '../parking/waits-for.js';
import { limitOfTask } from './limit-book.js';
import { LimitStores } from './limit-stores.js';

/** A run, and the limits it falls under. */
export interface Subject {
  readonly run: DispatchRow;
  readonly limits: readonly Limit[];
}

/** Runs and limits as they are while the limits are locked. */
export interface LimitSheet {
  readonly applicants: readonly Applicant[];
  readonly states: readonly LimitState[];
}

/** Reads what limits allow and what is taken of them, under their locks: nobody else takes slots until the commit. */
@Injectable()
export class LimitReader {
  constructor(private readonly stores: LimitStores) {}

  /** Locks pools before tasks, each in the order of their ids. */
  async read(session: Session, subjects: readonly Subject[]): Promise<LimitSheet> {
    const states = await this.#states(
      session,
      subjects.flatMap((subject) => subject.limits),
    );
    const held = await this.stores.holds.ofRuns(
      session,
      subjects.map(({ run }) => run.id),
    );
    const applicants = subjects.map(({ run, limits }) => ({
      id: run.id,
      weight: run.weight,
      place: { rank: run.priority, since: run.due_at },
      limits: limits.map((limit) => limit.id),
      holds: new Set(held.filter((hold) => hold.run_id === run.id).map((hold) => hold.limit_id)),
    }));
    return { applicants, states };
  }

  async #states(session: Session, named: readonly Limit[]): Promise<LimitState[]> {
    const { pools, tasks, holds, parked } = this.stores;
    const ids = (kind: Limit['kind']) => [
      ...new Set(named.filter((limit) => limit.kind === kind).map(({ id }) => id)),
    ];
    const lockedPools = await pools.lock(session, ids('pool'));
    const lockedTasks = await tasks.lock(session, ids('task'));
    const buckets = new Map(lockedPools.map((pool) => [pool.id, pool]));
    const limits = [
      ...lockedPools.map(limitOfPool),
      ...[...lockedTasks].map(([id, slots]) => limitOfTask(id, '', slots)),
    ];
    const used = await holds.used(
      session,
      limits.map((limit) => limit.id),
    );
    const heads = await parked.heads(session, limits.flatMap(queuesOf));
    return limits.map((limit) => {
      const pool = buckets.get(limit.id);
      return {
        limit,
        used: used.get(limit.id) ?? 0,
        bucket: limit.rate && refilled(bucketOfPool(pool!), limit.rate, pool!.now_at),
        waitingForSlots: placesOf(heads, waitsFor.slots(limit)),
        waitingForRate: placesOf(heads, waitsFor.rate(limit)),
      };
    });
  }
}

function queuesOf(limit: Limit): string[] {
  return limit.rate ? [waitsFor.slots(limit), waitsFor.rate(limit)] : [waitsFor.slots(limit)];
}

function placesOf(heads: readonly ParkedHead[], key: string): Place[] {
  return heads.filter((head) => head.waitsFor === key).map(({ rank, dueAt }) => ({ rank, since: dueAt }));
}
