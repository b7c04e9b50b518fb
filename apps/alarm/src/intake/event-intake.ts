import type { Incident } from '../incidents/incident.js';
import { Storage } from '../storage/storage.js';
import { consumeOnce } from './consume-once.js';
import { matchRules } from './match-rules.js';
import type { NotifyingPace } from './notifying-pace.js';
import { Pipeline } from './pipeline.js';
import { planNotifications, type PlannedNotification } from './plan-notifications.js';
import { raiseAlarms } from './raise-alarms.js';

/** Takes incidents in: what follows from a batch of them is written in one transaction, or not at all. */
export class EventIntake {
  private readonly pipeline: Pipeline<Incident, PlannedNotification>;

  constructor(
    private readonly storage: Storage,
    pace: NotifyingPace,
  ) {
    this.pipeline = Pipeline.of(consumeOnce).then(matchRules).then(raiseAlarms).then(planNotifications(pace));
  }

  async take(incidents: readonly Incident[]): Promise<readonly PlannedNotification[]> {
    if (incidents.length === 0) return [];
    return this.storage.transaction((stores) => this.pipeline.run(incidents, stores));
  }
}
