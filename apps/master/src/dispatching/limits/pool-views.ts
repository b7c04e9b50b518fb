import { Injectable } from '@nestjs/common';
import type { PoolDto, PoolHolderDto } from '@orrery/contracts';
import { Clock, hasTokensAt, refilled, type RunState } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import type { Holder } from '../../persistence/stores/pool-hold.store.js';
import { bucketOfPool, limitOfPool, type PoolRow } from '../../persistence/stores/pool.store.js';
import { neverFit, waitsFor } from '../parking/waits-for.js';
import { LimitStores } from './limit-stores.js';

const mostCounted = 10_000;

/** Shows pools with what is taken of them. */
@Injectable()
export class PoolViews {
  constructor(
    private readonly stores: LimitStores,
    private readonly clock: Clock,
  ) {}

  async show(session: Session, pools: readonly PoolRow[]): Promise<PoolDto[]> {
    const ids = pools.map((pool) => pool.id);
    const used = await this.stores.holds.used(session, ids);
    const shown: PoolDto[] = [];
    for (const pool of pools) {
      const limit = limitOfPool(pool);
      const keys = [waitsFor.slots(limit), waitsFor.rate(limit)];
      const waiting = await this.stores.parked.count(session, { keys, prefix: neverFit(limit) }, mostCounted);
      shown.push(toPoolDto(pool, used.get(pool.id) ?? 0, waiting, this.#nextStartAt(pool)));
    }
    return shown;
  }

  #nextStartAt(pool: PoolRow): Date | null {
    const { rate } = limitOfPool(pool);
    return rate ? hasTokensAt(refilled(bucketOfPool(pool), rate, this.clock.now()), rate, 1) : null;
  }
}

function toPoolDto(pool: PoolRow, used: number, waiting: number, nextStartAt: Date | null): PoolDto {
  const { id, name, description, scope, project, tag, slots, version } = pool;
  return {
    id,
    name,
    description,
    scope,
    project,
    tag,
    taskId: pool.task_id,
    slots,
    rate: limitOfPool(pool).rate ?? null,
    used,
    free: slots === 0 ? null : Math.max(0, slots - used),
    waiting,
    nextStartAt: nextStartAt?.toISOString() ?? null,
    version,
    createdAt: pool.created_at.toISOString(),
    updatedAt: pool.updated_at.toISOString(),
  };
}

export function toHolderDto(holder: Holder): PoolHolderDto {
  return {
    runId: holder.run_id,
    taskId: holder.task_id,
    taskName: holder.task_name,
    project: holder.project,
    state: holder.state as RunState,
    workerId: holder.worker_id,
    slots: holder.slots,
    since: holder.since_at.toISOString(),
  };
}
