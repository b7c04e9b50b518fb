import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { AuditStore } from '../../persistence/stores/audit.store.js';
import { ClusterSettings } from '../../settings/cluster-settings.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

const patienceMs = 60_000;
const mostNamed = 5;

/** Schedules that are shown as active and will never fire, or should have fired a while ago. */
@Injectable()
export class StandingSchedules implements ConsistencyCheck {
  readonly name = 'standing-schedules';
  readonly compares =
    'Active schedules with their next fire: it must lie ahead, or the schedule must wait for something.';

  constructor(
    checks: ConsistencyChecks,
    private readonly database: Database,
    private readonly store: AuditStore,
    private readonly settings: ClusterSettings,
    private readonly clock: Clock,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    if (this.settings.current('scheduling.paused')) return { checked: 0, found: 0, repaired: 0 };
    const before = new Date(this.clock.now().getTime() - patienceMs);
    const ids = await this.database.run((session) => this.store.standingSchedules(session, before));
    const detail = `schedules ${ids.slice(0, mostNamed).join(', ')}`;
    return { checked: ids.length, found: ids.length, repaired: 0, detail };
  }
}
