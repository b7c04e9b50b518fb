import type { MessageHandler } from '@nestjs/microservices';
import { UnavailableError, type Clock } from '@orrery/domain';
import type { Logger } from '@orrery/runtime';
import type { Broker, Delivery } from '../broker/broker.js';
import { asOrreryError } from './as-orrery-error.js';
import { errorReply, type ReplyEnvelope, valueReply } from './reply-envelope.js';

/** How far the clocks of two machines may be apart before requests are taken for late. */
const CLOCK_TOLERANCE_MS = 1_000;

/** Answers requests: calls the handler of the pattern, replies with its value or its error, and acknowledges after that. */
export class RequestResponder {
  constructor(
    private readonly broker: Broker,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly handlerOf: (pattern: string) => MessageHandler | null,
    private readonly invoke: (
      handler: MessageHandler,
      payload: unknown,
      delivery: Delivery,
    ) => Promise<unknown>,
  ) {}

  async respond(request: Delivery): Promise<void> {
    const { type, deadlineMs } = request;
    if (deadlineMs !== undefined && deadlineMs + CLOCK_TOLERANCE_MS <= this.clock.now().getTime()) {
      this.logger.debug({ type, id: request.id }, 'request dropped: its caller has given up');
    } else {
      await this.broker.reply(request, await this.answer(request));
    }
    request.ack();
  }

  private async answer(request: Delivery): Promise<ReplyEnvelope> {
    const { type } = request;
    const handler = this.handlerOf(type);
    if (handler === null) {
      this.logger.warn({ type }, 'request refused: no handler for it here');
      return errorReply(new UnavailableError(`This version of the service does not answer ${type}.`));
    }
    try {
      return valueReply(await this.invoke(handler, request.body, request));
    } catch (thrown) {
      const error = asOrreryError(thrown);
      if (error.code === 'internal')
        this.logger.error({ err: thrown, type, id: request.id }, 'request failed');
      return errorReply(error);
    }
  }
}
