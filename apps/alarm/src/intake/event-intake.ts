import type { RunEvent } from '@orrery/contracts';
import { Storage } from '../storage/storage.js';
import { consumeOnce } from './consume-once.js';
import { matchRules } from './match-rules.js';
import type { NotifyingPace } from './notifying-pace.js';
import { Pipeline } from './pipeline.js';
import { planNotifications, type PlannedNotification } from './plan-notifications.js';
import { raiseAlarms } from './raise-alarms.js';

/** Takes events in: what follows from a batch of them is written in one transaction, or not at all. */
export class EventIntake {
  private readonly pipeline: Pipeline<RunEvent, PlannedNotification>;

  constructor(
    private readonly storage: Storage,
    pace: NotifyingPace,
  ) {
    this.pipeline = Pipeline.of(consumeOnce).then(matchRules).then(raiseAlarms).then(planNotifications(pace));
  }

  async take(events: readonly RunEvent[]): Promise<readonly PlannedNotification[]> {
    return this.storage.transaction((stores) => this.pipeline.run(events, stores));
  }
}
