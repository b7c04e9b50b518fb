import { BaseRpcContext } from '@nestjs/microservices';
import type { Delivery } from '../broker/broker.js';

/** What a handler may ask about the message(s) it got: `@Ctx() context: MessageContext`. */
export class MessageContext extends BaseRpcContext<[readonly Delivery[]]> {
  constructor(deliveries: readonly Delivery[]) {
    super([deliveries]);
  }

  /** The messages of the batch; one for a request or an unbatched event. They are settled by the server, not by the handler. */
  get deliveries(): readonly Delivery[] {
    return this.args[0];
  }
}
