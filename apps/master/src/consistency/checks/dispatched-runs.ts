import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { WorkQueues } from '../../dispatching/work-queues.js';
import { BacklogStore } from '../../persistence/stores/backlog.store.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** Dispatched runs that no worker accepted in time and that no message stands for. They are sent again by themselves. */
@Injectable()
export class DispatchedRuns implements ConsistencyCheck {
  readonly name = 'dispatched-runs';
  readonly compares =
    'Dispatched runs that no worker accepted in time with the messages in the queues of their groups: what has none is sent again within seconds, once the group has a worker.';

  constructor(
    checks: ConsistencyChecks,
    private readonly database: Database,
    private readonly backlog: BacklogStore,
    private readonly queues: WorkQueues,
    private readonly clock: Clock,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    const groups = await this.database.run((session) => this.backlog.unaccepted(session, this.clock.now()));
    const without: string[] = [];
    let found = 0;
    for (const { group, count } of groups) {
      const missing = await this.queues.missing(group, count);
      if (missing === 0) continue;
      found += missing;
      without.push(`${missing} of group ${group}`);
    }
    const checked = groups.reduce((sum, { count }) => sum + count, 0);
    return { checked, found, repaired: 0, detail: without.join(', ') };
  }
}
