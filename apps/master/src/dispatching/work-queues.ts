import { Injectable } from '@nestjs/common';
import { workQueue } from '@orrery/contracts';
import { Broker } from '@orrery/messaging';
import { GroupCapacity } from './group-capacity.js';

/** Tells messages that wait in a group's queue from messages that got lost. */
@Injectable()
export class WorkQueues {
  constructor(
    private readonly broker: Broker,
    private readonly capacity: GroupCapacity,
  ) {}

  /** Whether the queue holds fewer messages than runs are on the way. */
  async mayMiss(group: string, dispatched: number): Promise<boolean> {
    return (await this.missing(group, dispatched)) > 0;
  }

  /**
   * By how much the messages of the queue fall short of the runs on the way. While the group has no worker nothing is missed
   * (nobody would take a copy either), so that copies do not pile up in its queue.
   */
  async missing(group: string, dispatched: number): Promise<number> {
    if (!this.broker.isConnected() || !this.capacity.hasWorkers(group)) return 0;
    const depth = await this.broker.depth(workQueue(group).name);
    return Math.max(0, dispatched - (depth?.messages ?? 0));
  }
}
