import { Injectable } from '@nestjs/common';
import { workflowGroup } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { DispatchWake } from '../loops/wake-calls.js';
import { BacklogStore } from '../persistence/stores/backlog.store.js';
import { GroupCapacity } from './group-capacity.js';
import { WorkerView } from './routing/worker-view.js';

/** Workflow runs need no worker: these are as many as one look at the backlog begins. */
const workflowsAtOnce = 250;

/** Keeps this master's picture of every group true: workers come and go, other masters send as well. */
@Injectable()
export class CapacityRefresher {
  constructor(
    private readonly database: Database,
    private readonly workers: WorkerView,
    private readonly backlog: BacklogStore,
    private readonly capacity: GroupCapacity,
    private readonly wake: DispatchWake,
  ) {}

  async runOnce(): Promise<void> {
    await this.database.run(async (session) => {
      await this.workers.refresh(session);
      const dispatched = await this.backlog.countDispatched(session);
      const slots = new Map(this.workers.slotsByGroup()).set(workflowGroup, workflowsAtOnce);
      this.capacity.refresh(slots, dispatched);
    });
    this.wake.wake();
  }
}
