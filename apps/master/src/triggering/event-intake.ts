import { Injectable } from '@nestjs/common';
import type { EventAcceptedDto, PublishEventDto } from '@orrery/contracts';
import { Clock, ConflictError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { PublishedEventStore, type PublishedEvent } from '../persistence/stores/published-event.store.js';
import { eventSubscription } from '../persistence/stores/schedule-row.js';
import { PlanAftermath } from '../planning/plan-aftermath.js';
import type { WrittenPlans } from '../planning/plan-writer.js';
import { SubscribedFires } from './subscribed-fires.js';

interface Taken {
  readonly started: number;
  /** Undefined for a repeated event. */
  readonly written?: WrittenPlans;
}

/** Takes events in: each starts what waits for it once, and that is committed before anybody is answered. */
@Injectable()
export class EventIntake {
  constructor(
    private readonly database: Database,
    private readonly events: PublishedEventStore,
    private readonly fires: SubscribedFires,
    private readonly aftermath: PlanAftermath,
    private readonly clock: Clock,
  ) {}

  /** @throws ConflictError when another event has the id. */
  async publish(body: PublishEventDto, requestKey: string | undefined): Promise<EventAcceptedDto> {
    const { project, name } = body;
    const event = { project, name, id: body.id ?? requestKey ?? newId(), createdAt: this.clock.now() };
    const { started, written } = await this.database.transaction((session) =>
      this.#take(session, event, body.payload),
    );
    if (written) this.aftermath.follow(written);
    return { id: event.id, started };
  }

  async #take(session: Session, event: PublishedEvent, payload: Record<string, unknown>): Promise<Taken> {
    if (!(await this.events.claim(session, event))) return this.#repeated(session, event);
    const { project, id, name, createdAt } = event;
    const params = { event: { id, name, payload, at: createdAt.toISOString() } };
    const written = await this.fires.fire(session, [
      { subscription: eventSubscription(project, name), params },
    ]);
    const started = written.plans.reduce((sum, plan) => sum + plan.runs.length, 0);
    if (started > 0) await this.events.setStarted(session, event, started);
    return { started, written };
  }

  async #repeated(session: Session, event: PublishedEvent): Promise<Taken> {
    const first = await this.events.find(session, event);
    if (first && first.name !== event.name) {
      throw new ConflictError(`The event "${event.id}" is one of "${first.name}"; give this one another id.`);
    }
    return { started: first?.started ?? 0 };
  }
}
