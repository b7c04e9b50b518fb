import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { HeartbeatRegistry } from '../cluster/heartbeat-registry.js';
import { DispatchWake } from '../loops/wake-calls.js';
import { GroupCapacity } from './group-capacity.js';

/** Tells dispatching that runs reached a worker: their group has room for others. An empty backlog is not looked at for it. */
@Injectable()
export class AcceptedRuns {
  constructor(
    private readonly capacity: GroupCapacity,
    private readonly heartbeats: HeartbeatRegistry,
    private readonly wake: DispatchWake,
    private readonly clock: Clock,
  ) {}

  byGroup(counts: ReadonlyMap<string, number>): void {
    if (counts.size === 0) return;
    for (const [group, count] of counts) this.capacity.accepted(group, count);
    const now = this.clock.now();
    if ([...counts.keys()].some((group) => this.capacity.hasBacklog(group, now))) this.wake.wake();
    else this.wake.wakeForRoom();
  }

  /** Of a worker this master has not heard of yet, the next look into the database tells. */
  byWorker(workerId: string, count: number): void {
    const group = this.heartbeats.groupOf(workerId);
    if (group !== undefined) this.byGroup(new Map([[group, count]]));
  }
}
