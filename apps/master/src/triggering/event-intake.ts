import { Injectable } from '@nestjs/common';
import type { EventAcceptedDto, PublishEventDto } from '@orrery/contracts';
import { Clock, ConflictError } from '@orrery/domain';
import { Database, type Session } from '@orrery/persistence';
import { newId } from '@orrery/runtime';
import { PublishedEventStore, type PublishedEvent } from '../persistence/stores/published-event.store.js';
import { EventEffects, type EventEffect } from './event-effects.js';

interface Taken {
  readonly started: number;
  /** Undefined for a repeated event. */
  readonly effect?: EventEffect;
}

/** Takes events in: each starts what waits for it once, and that is committed before anybody is answered. */
@Injectable()
export class EventIntake {
  constructor(
    private readonly database: Database,
    private readonly events: PublishedEventStore,
    private readonly effects: EventEffects,
    private readonly clock: Clock,
  ) {}

  /** @throws ConflictError when another event has the id. */
  async publish(body: PublishEventDto, requestKey: string | undefined): Promise<EventAcceptedDto> {
    const { project, name } = body;
    const event = { project, name, id: body.id ?? requestKey ?? newId(), createdAt: this.clock.now() };
    const { started, effect } = await this.database.transaction((session) =>
      this.#take(session, event, body.payload),
    );
    if (effect) await this.effects.follow(effect);
    return { id: event.id, started };
  }

  async #take(session: Session, event: PublishedEvent, payload: Record<string, unknown>): Promise<Taken> {
    if (!(await this.events.claim(session, event))) return this.#repeated(session, event);
    const effect = await this.effects.bring(session, { ...event, payload });
    const { started } = effect;
    if (started > 0) await this.events.setStarted(session, event, started);
    return { started, effect };
  }

  async #repeated(session: Session, event: PublishedEvent): Promise<Taken> {
    const first = await this.events.find(session, event);
    if (first && first.name !== event.name) {
      throw new ConflictError(`The event "${event.id}" is one of "${first.name}"; give this one another id.`);
    }
    return { started: first?.started ?? 0 };
  }
}
