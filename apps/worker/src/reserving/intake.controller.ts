import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { IntakeMessage, PushMessage } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { currentTrace } from '@orrery/runtime';
import { PullLimit } from './pull-limit.js';
import { PushedAttempts } from './pushed-attempts.js';

/** Takes what masters push to this worker, and how much they let it pull. */
@Controller()
export class IntakeController {
  constructor(
    private readonly pushed: PushedAttempts,
    private readonly limit: PullLimit,
  ) {}

  /** Nothing is lost with this process: the run's row is its outbox, and is routed anew when nobody accepts it. */
  @EventPattern('run.push')
  push(@Payload() message: PushMessage): void {
    if (message.v !== 1) throw new InvalidError(`Push of version ${String(message.v)} is not understood.`);
    this.pushed.take(message, currentTrace()?.traceparent);
  }

  @EventPattern('worker.intake')
  intake(@Payload() message: IntakeMessage): void {
    if (message.v === 1) this.limit.learn(message);
  }
}
