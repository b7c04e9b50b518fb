import { messageRoutes, type MessageName, type MessagePayloads } from '@orrery/contracts';
import type { OutgoingMessage } from '../broker/broker.js';

/** A message of the catalogue, ready for `broker.publish`. `address`: the group of a dispatch, the worker of a control message. */
export function outgoing<Name extends MessageName>(
  type: Name,
  body: MessagePayloads[Name],
  address?: string,
): OutgoingMessage {
  const { exchange, persistent, mandatory, routingKey } = messageRoutes[type];
  return { type, body, exchange, persistent, mandatory, routingKey: routingKey(body, address) };
}
