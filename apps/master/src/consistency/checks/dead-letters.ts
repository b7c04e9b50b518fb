import { Injectable } from '@nestjs/common';
import { deadLetterQueueOf, topology, workQueue, type QueueSpec } from '@orrery/contracts';
import { Broker } from '@orrery/messaging';
import { GroupCapacity } from '../../dispatching/group-capacity.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** Messages that nobody could handle: `npm run dead-letters` shows and replays them. */
@Injectable()
export class DeadLetters implements ConsistencyCheck {
  readonly name = 'dead-letters';
  readonly compares =
    'Queues of dead letters with emptiness: what lies there waits for a person to replay or drop it.';

  constructor(
    checks: ConsistencyChecks,
    private readonly broker: Broker,
    private readonly capacity: GroupCapacity,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    const names = new Set(
      [...topology.queues, ...this.capacity.names().map(workQueue)].filter(hasDead).map(nameOf),
    );
    const lying: string[] = [];
    let found = 0;
    for (const name of names) {
      const messages = (await this.broker.depth(name))?.messages ?? 0;
      found += messages;
      if (messages > 0) lying.push(`${messages} in ${name}`);
    }
    return { checked: names.size, found, repaired: 0, detail: lying.join(', ') };
  }
}

function hasDead({ deadLetters }: QueueSpec): boolean {
  return deadLetters;
}

function nameOf({ name }: QueueSpec): string {
  return deadLetterQueueOf(name);
}
