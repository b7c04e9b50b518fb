import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type {
  BreakerEvent,
  ConsistencyEvent,
  LeaderEvent,
  MessagePayloads,
  RunEvent,
  ScheduleEvent,
  WorkerEvent,
} from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { incidentOf } from '../incidents/incident-of.js';
import type { AlarmingMessage } from '../incidents/incident.js';
import { EventIntake } from './event-intake.js';

/**
 * Receives events from the queue `alarm.events`, in batches, acknowledged when their effect is committed. Of a batch
 * that is refused, the server gives each event alone; one of a version we do not know then goes to the dead letters.
 */
@Controller()
export class EventController {
  constructor(private readonly intake: EventIntake) {}

  @EventPattern('run.event')
  async runEvents(@Payload() events: readonly RunEvent[]): Promise<void> {
    await this.#take('run.event', events);
  }

  @EventPattern('schedule.event')
  async scheduleEvents(@Payload() events: readonly ScheduleEvent[]): Promise<void> {
    await this.#take('schedule.event', events);
  }

  @EventPattern('worker.event')
  async workerEvents(@Payload() events: readonly WorkerEvent[]): Promise<void> {
    await this.#take('worker.event', events);
  }

  @EventPattern('worker.breaker')
  async breakerEvents(@Payload() events: readonly BreakerEvent[]): Promise<void> {
    await this.#take('worker.breaker', events);
  }

  @EventPattern('leader.changed')
  async leaderEvents(@Payload() events: readonly LeaderEvent[]): Promise<void> {
    await this.#take('leader.changed', events);
  }

  @EventPattern('consistency.event')
  async consistencyEvents(@Payload() events: readonly ConsistencyEvent[]): Promise<void> {
    await this.#take('consistency.event', events);
  }

  async #take<Name extends AlarmingMessage>(
    message: Name,
    events: readonly MessagePayloads[Name][],
  ): Promise<void> {
    if (events.some((event) => event.v !== 1)) throw InvalidError.field('/v', 'must be 1');
    await this.intake.take(events.flatMap((event) => incidentOf(message, event) ?? []));
  }
}
