import type { MessageName, MessagePayloads } from '@orrery/contracts';
import type { Broker, PublishOutcome } from '../broker/broker.js';
import { outgoing } from './outgoing.js';

/** Where a message goes when its payload alone does not say: the group of a dispatch, the worker of a control message. */
export interface Addressed<Name extends MessageName> {
  readonly payload: MessagePayloads[Name];
  readonly address?: string;
  /** Message id; consumers that must act once use it. */
  readonly id?: string;
}

/** Publishes catalogue messages: the name decides exchange, key and guarantees, the compiler checks the payload. */
export class MessageSender {
  constructor(private readonly broker: Broker) {}

  /** Resolves when the broker has confirmed. @throws UnavailableError when it could not. */
  async send<Name extends MessageName>(
    name: Name,
    payload: MessagePayloads[Name],
    address?: string,
  ): Promise<PublishOutcome> {
    const [outcome] = await this.sendAll(name, [{ payload, address }]);
    return outcome ?? 'unroutable';
  }

  /** One confirm round for many; outcomes in the order given. */
  sendAll<Name extends MessageName>(
    name: Name,
    messages: readonly Addressed<Name>[],
  ): Promise<readonly PublishOutcome[]> {
    return this.broker.publish(
      messages.map(({ payload, address, id }) => ({ ...outgoing(name, payload, address), id })),
    );
  }
}
