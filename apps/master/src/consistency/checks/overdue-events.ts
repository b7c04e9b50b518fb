import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { AuditStore } from '../../persistence/stores/audit.store.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** The relay takes events a moment after they are due. */
const patienceMs = 30_000;

/** Events that stand in the outbox longer than the relay takes: the broker refuses them, or nobody relays. */
@Injectable()
export class OverdueEvents implements ConsistencyCheck {
  readonly name = 'overdue-events';
  readonly compares = 'Events of the outbox with their due time: each must have reached the broker by then.';

  constructor(
    checks: ConsistencyChecks,
    private readonly database: Database,
    private readonly store: AuditStore,
    private readonly clock: Clock,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    const before = new Date(this.clock.now().getTime() - patienceMs);
    const found = await this.database.run((session) => this.store.overdueEvents(session, before));
    return { checked: found, found, repaired: 0, detail: `${found} event(s) wait for the broker` };
  }
}
