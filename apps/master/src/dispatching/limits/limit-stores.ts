import { Injectable } from '@nestjs/common';
import { ParkedRunStore } from '../../persistence/stores/parked-run.store.js';
import { PoolHoldStore } from '../../persistence/stores/pool-hold.store.js';
import { PoolStore } from '../../persistence/stores/pool.store.js';
import { TaskLimitStore } from '../../persistence/stores/task-limit.store.js';

/** Where limits stand: what they allow, who has slots of them, who waits for them. */
@Injectable()
export class LimitStores {
  constructor(
    readonly pools: PoolStore,
    readonly tasks: TaskLimitStore,
    readonly holds: PoolHoldStore,
    readonly parked: ParkedRunStore,
  ) {}
}
