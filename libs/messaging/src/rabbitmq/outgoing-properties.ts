import { newId } from '@orrery/runtime';
import type { Options } from 'amqplib';
import type { OutgoingMessage } from '../broker/broker.js';
import { jsonOf } from '../broker/json-text.js';
import { outgoingHeaders } from '../broker/outgoing-headers.js';

const PERSISTENT = 2;
const TRANSIENT = 1;

/** The AMQP properties of a message; its JSON body travels beside them. */
export function outgoingProperties(
  message: OutgoingMessage,
  now: Date,
  traceparent: string,
): Options.Publish {
  return {
    type: message.type,
    messageId: message.id ?? newId(),
    timestamp: Math.floor(now.getTime() / 1000),
    contentType: 'application/json',
    deliveryMode: message.persistent === false ? TRANSIENT : PERSISTENT,
    mandatory: message.mandatory !== false,
    expiration: message.expiresInMs === undefined ? undefined : Math.ceil(message.expiresInMs),
    headers: outgoingHeaders(message, traceparent),
  };
}

export function encodeBody(body: unknown): Buffer {
  return Buffer.from(jsonOf(body));
}
