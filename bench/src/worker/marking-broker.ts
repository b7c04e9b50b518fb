import {
  RabbitBroker,
  type ConsumeOptions,
  type Consumer,
  type DeliveryHandler,
  type OutgoingMessage,
  type PublishOutcome,
  type RabbitBrokerOptions,
} from '@orrery/messaging';
import type { AttemptMarks } from './attempt-marks.js';

/** RabbitMQ as a worker has it; what comes and goes is noted. */
export class MarkingBroker extends RabbitBroker {
  constructor(
    options: RabbitBrokerOptions,
    private readonly marks: AttemptMarks,
  ) {
    super(options);
  }

  override async publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    const outcomes = await super.publish(messages);
    this.marks.published(messages);
    return outcomes;
  }

  override consume(queue: string, options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer> {
    return super.consume(queue, options, (deliveries) => {
      this.marks.received(deliveries);
      return handler(deliveries);
    });
  }
}
