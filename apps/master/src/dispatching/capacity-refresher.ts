import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { DispatchWake } from '../loops/wake-calls.js';
import { BacklogStore } from '../persistence/stores/backlog.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';
import { GroupCapacity } from './group-capacity.js';

/** Keeps this master's picture of every group true: workers come and go, other masters send as well. */
@Injectable()
export class CapacityRefresher {
  constructor(
    private readonly database: Database,
    private readonly workers: WorkerStore,
    private readonly backlog: BacklogStore,
    private readonly capacity: GroupCapacity,
    private readonly wake: DispatchWake,
  ) {}

  async runOnce(): Promise<void> {
    await this.database.run(async (session) => {
      const slots = await this.workers.slotsByGroup(session);
      const dispatched = await this.backlog.countDispatched(session);
      this.capacity.refresh(new Map(slots.map((each) => [each.group, each.slots])), dispatched);
    });
    this.wake.wake();
  }
}
