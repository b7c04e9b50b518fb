import { messageRoutes, type MessageName, type MessagePayloads } from '@orrery/contracts';
import type { Broker, OutgoingMessage, PublishOutcome } from '../broker/broker.js';
import { JsonText } from '../broker/json-text.js';
import { bundle, type Bundle } from '../bundles/bundle.js';

/** Where a message goes when its payload alone does not say: the group of a dispatch, the worker of a control message. */
export interface Addressed<Name extends MessageName> {
  readonly payload: MessagePayloads[Name];
  readonly address?: string;
  /** Message id, where the payload travels alone; consumers that must act once use it. */
  readonly id?: string;
  /** The payload as JSON, where the caller has it already. */
  readonly json?: string;
  /** How many payloads for the same address may be one message. Default: what the catalogue says. */
  readonly together?: number;
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

  /** One confirm round for many, in as few messages as their kind allows; outcomes in the order given. */
  async sendAll<Name extends MessageName>(
    name: Name,
    messages: readonly Addressed<Name>[],
  ): Promise<readonly PublishOutcome[]> {
    const bundles = bundle(messages.map((message) => partOf(name, message)));
    const confirmed = await this.broker.publish(bundles.map((each) => outgoing(name, each, messages)));
    const outcomes = new Array<PublishOutcome>(messages.length);
    for (const [index, { positions }] of bundles.entries()) {
      for (const position of positions) outcomes[position] = confirmed[index]!;
    }
    return outcomes;
  }
}

function partOf<Name extends MessageName>(name: Name, { payload, address, json, together }: Addressed<Name>) {
  const route = messageRoutes[name];
  return {
    routingKey: route.routingKey(payload, address),
    json: json ?? JSON.stringify(payload),
    together: together ?? route.together ?? 1,
  };
}

function outgoing<Name extends MessageName>(
  type: Name,
  { routingKey, positions, json }: Bundle,
  messages: readonly Addressed<Name>[],
): OutgoingMessage {
  const { exchange, persistent, mandatory, expiresInMs } = messageRoutes[type];
  const id = positions.length === 1 ? messages[positions[0]!]!.id : undefined;
  return { type, body: new JsonText(json), exchange, persistent, mandatory, expiresInMs, routingKey, id };
}
