import { Injectable } from '@nestjs/common';
import { Clock } from '@orrery/domain';
import type { Session } from '@orrery/persistence';
import { OutboxStore } from '../persistence/stores/outbox.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { ScheduleStore } from '../persistence/stores/schedule.store.js';
import { exhausted } from './schedule-events.js';
import { FireTimes } from './triggers/fire-times.js';

/** Lets schedules with a fixed delay go on when the run they wait for has ended. */
@Injectable()
export class FixedDelayAdvance {
  constructor(
    private readonly schedules: ScheduleStore,
    private readonly times: FireTimes,
    private readonly outbox: OutboxStore,
    private readonly clock: Clock,
  ) {}

  /** @param endedAt when runs ended, by their ids. */
  async runsEnded(
    session: Session,
    waiting: readonly Schedule[],
    endedAt: ReadonlyMap<string, Date>,
  ): Promise<void> {
    // As they are now: a change that went first has other delays.
    const ids = waiting.map(({ id }) => id).sort();
    for (const schedule of await this.schedules.lockAll(session, ids)) {
      const at = endedAt.get(schedule.awaitedRunId ?? '');
      if (!at || schedule.trigger.kind !== 'fixedDelay') continue;
      const next = this.times.delayed(schedule, new Date(at.getTime() + schedule.trigger.everyMs)) ?? null;
      await this.schedules.awaitedRunEnded(session, schedule.id, schedule.awaitedRunId!, next);
      const now = this.clock.now();
      if (!next && schedule.state === 'active')
        await this.outbox.add(session, [exhausted(schedule, now)], now);
    }
  }
}
