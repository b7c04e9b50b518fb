import { Injectable } from '@nestjs/common';
import { HeartbeatRegistry } from '../cluster/heartbeat-registry.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { GroupCapacity } from './group-capacity.js';

/** Tells dispatching that runs reached a worker: their group has room for others. */
@Injectable()
export class AcceptedRuns {
  constructor(
    private readonly capacity: GroupCapacity,
    private readonly heartbeats: HeartbeatRegistry,
    private readonly wake: DispatchWake,
  ) {}

  byGroup(counts: ReadonlyMap<string, number>): void {
    if (counts.size === 0) return;
    for (const [group, count] of counts) this.capacity.accepted(group, count);
    this.wake.wake();
  }

  /** Of a worker this master has not heard of yet, the next look into the database tells. */
  byWorker(workerId: string, count: number): void {
    const group = this.heartbeats.groupOf(workerId);
    if (group !== undefined) this.byGroup(new Map([[group, count]]));
  }
}
