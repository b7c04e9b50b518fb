import { Injectable } from '@nestjs/common';
import { Clock, overdueAfterMs } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { EventPublisher } from '../events/event-publisher.js';
import { DueScheduleStore } from '../persistence/stores/due-schedule.store.js';
import { OutboxStore, type OutboxEvent } from '../persistence/stores/outbox.store.js';
import type { Schedule } from '../persistence/stores/schedule-row.js';
import { overdue } from './schedule-events.js';

const mostAtOnce = 200;

/** Finds schedules that should have fired and did not, and tells of each once. A planner that is at work gets some time. */
@Injectable()
export class OverdueSweeper {
  /** Seen at the last look, with the planned time that was due. */
  #seen: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly database: Database,
    private readonly due: DueScheduleStore,
    private readonly outbox: OutboxStore,
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  async runOnce(): Promise<{ overdue: number }> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - overdueAfterMs);
    const found = await this.database.run((session) => this.due.overdue(session, before, mostAtOnce));
    const still = found.filter(({ id, nextFireAt }) => this.#seen.get(id) === nextFireAt!.getTime());
    this.#seen = new Map(found.map(({ id, nextFireAt }) => [id, nextFireAt!.getTime()]));
    const events = still.length === 0 ? [] : await this.#mark(still, now);
    await this.publisher.relay(events);
    return { overdue: events.length };
  }

  #mark(schedules: readonly Schedule[], now: Date): Promise<OutboxEvent[]> {
    return this.database.transaction(async (session) => {
      const events: OutboxEvent[] = [];
      for (const schedule of schedules) {
        if (await this.due.markOverdue(session, schedule, now)) events.push(overdue(schedule, now));
      }
      await this.outbox.add(session, events, now);
      return events;
    });
  }
}
