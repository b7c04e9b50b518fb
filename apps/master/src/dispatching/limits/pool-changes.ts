import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { DefinitionEvents } from '../../events/definition-events.js';
import type { PoolRow } from '../../persistence/stores/pool.store.js';
import { HoldReconciler } from './hold-reconciler.js';
import { LimitBook } from './limit-book.js';

/** Makes a change of a pool count: here at once, for runs that went before, and at the other masters by an event. */
@Injectable()
export class PoolChanges {
  constructor(
    private readonly book: LimitBook,
    private readonly reconciler: HoldReconciler,
    private readonly events: DefinitionEvents,
    private readonly clock: Clock,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  async tell(pool: PoolRow, deleted = false): Promise<void> {
    await this.book.changed();
    await this.reconciler.runOnce();
    await this.events.changed('pool', pool.id, pool.version, deleted);
  }
}
