import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { RunEvent } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { EventIntake } from './event-intake.js';

/**
 * Receives `run.event` from the queue `alarm.events`, in batches, acknowledged when their effect is committed. Of a batch
 * that is refused, the server gives each event alone; one of a version we do not know then goes to the dead letters.
 */
@Controller()
export class EventController {
  constructor(private readonly intake: EventIntake) {}

  @EventPattern('run.event')
  async runEvents(@Payload() events: readonly RunEvent[]): Promise<void> {
    if (events.some((event) => event.v !== 1)) throw InvalidError.field('/v', 'must be 1');
    await this.intake.take(events);
  }
}
