import {
  repeatableCalls,
  rpcQueueOf,
  type CallName,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import type { Broker } from '../broker/broker.js';
import { MessagingClient } from '../nest/messaging-client.js';

const DEFAULT_DEADLINE_MS = 5_000;

/** Asks another service, typed by the catalogue of calls. Whichever living instance is free answers. */
export class ServiceClient {
  private readonly client: MessagingClient;

  constructor(
    broker: Broker,
    private readonly defaultDeadlineMs = DEFAULT_DEADLINE_MS,
  ) {
    this.client = new MessagingClient({ broker });
  }

  /**
   * Sends the request and returns the reply. A repeatable call that got no answer is tried once more within the deadline.
   * @throws the OrreryError the service answered, or UnavailableError when nobody did within the deadline.
   */
  call<Name extends CallName>(
    name: Name,
    request: CallRequest<Name>,
    deadlineMs = this.defaultDeadlineMs,
  ): Promise<CallReply<Name>> {
    return this.client.call(rpcQueueOf(name), name, request, {
      deadlineMs,
      idempotent: repeatableCalls.has(name),
    });
  }
}
