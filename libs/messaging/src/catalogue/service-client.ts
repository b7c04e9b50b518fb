import {
  repeatableCalls,
  rpcQueueOf,
  type CallName,
  type CallReply,
  type CallRequest,
} from '@orrery/contracts';
import { errorFromCode, UnavailableError, type FieldError } from '@orrery/domain';
import type { Broker } from '../broker/broker.js';

/** How an answer crosses a process: a value, or an error with its stable code. */
export type ReplyEnvelope =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly errors?: readonly FieldError[];
      };
    };

/** Asks another service, typed by the catalogue of calls. Whichever living instance is free answers. */
export class ServiceClient {
  constructor(
    private readonly broker: Broker,
    private readonly defaultDeadlineMs = 5_000,
  ) {}

  /**
   * Sends the request and returns the reply. A repeatable call that got no answer is tried once more within the deadline.
   * @throws the OrreryError the service answered, or UnavailableError when nobody did within the deadline.
   */
  async call<Name extends CallName>(
    name: Name,
    request: CallRequest<Name>,
    deadlineMs = this.defaultDeadlineMs,
  ): Promise<CallReply<Name>> {
    if (!repeatableCalls.has(name)) return this.ask(name, request, deadlineMs);
    const startedMs = performance.now();
    try {
      return await this.ask(name, request, deadlineMs / 2);
    } catch (error) {
      const leftMs = deadlineMs - (performance.now() - startedMs);
      if (!(error instanceof UnavailableError) || leftMs < deadlineMs / 4) throw error;
      return this.ask(name, request, leftMs);
    }
  }

  private async ask<Name extends CallName>(
    name: Name,
    request: CallRequest<Name>,
    deadlineMs: number,
  ): Promise<CallReply<Name>> {
    const routingKey = rpcQueueOf(name);
    const reply = (await this.broker.request(
      { exchange: 'rpc', routingKey, type: name, body: request, persistent: false },
      { deadlineMs },
    )) as ReplyEnvelope;
    if (!reply.ok) throw errorFromCode(reply.error.code, reply.error.message, reply.error.errors);
    return reply.value as CallReply<Name>;
  }
}
