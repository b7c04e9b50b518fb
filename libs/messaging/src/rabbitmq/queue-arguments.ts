import { deadLetterQueueOf, type QueueSpec } from '@orrery/contracts';
import type { Options } from 'amqplib';
import type { Namespace } from './namespace.js';

/** RabbitMQ 4 drops a message of a quorum queue after 20 returns by default; looking at the dead must not lose them. */
const DEAD_QUEUE_DELIVERY_LIMIT = 1_000_000;

/** How a queue of the topology is declared to RabbitMQ. Changing arguments of an existing queue is refused by the broker (406). */
export function queueArguments(spec: QueueSpec, namespace: Namespace): Options.AssertQueue {
  switch (spec.kind) {
    case 'quorum':
      return { durable: true, arguments: quorumArguments(spec, namespace) };
    case 'classic':
      return { durable: true, arguments: transientArguments(spec) };
    case 'exclusive':
      // Not auto-delete: pausing its consumer would delete it.
      return { durable: false, exclusive: true, arguments: transientArguments(spec) };
  }
}

export const deadQueueArguments: Options.AssertQueue = {
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': DEAD_QUEUE_DELIVERY_LIMIT },
};

/** The dead queue of a queue, and the key under which refused messages reach it. */
export function deadLetterRoute(queue: string): { queue: string; key: string } {
  return { queue: deadLetterQueueOf(queue), key: queue };
}

function quorumArguments(spec: QueueSpec, namespace: Namespace): Record<string, unknown> {
  const args: Record<string, unknown> = { 'x-queue-type': 'quorum' };
  if (spec.deliveryLimit !== undefined) args['x-delivery-limit'] = spec.deliveryLimit;
  if (spec.singleActiveConsumer) args['x-single-active-consumer'] = true;
  if (spec.maxLength !== undefined) Object.assign(args, lengthArguments(spec.maxLength));
  if (spec.deadLetters) {
    args['x-dead-letter-exchange'] = namespace.exchange('dead');
    args['x-dead-letter-routing-key'] = deadLetterRoute(spec.name).key;
    args['x-dead-letter-strategy'] = 'at-least-once';
    args['x-overflow'] = 'reject-publish';
  }
  return args;
}

function transientArguments(spec: QueueSpec): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  if (spec.maxLength !== undefined) Object.assign(args, lengthArguments(spec.maxLength));
  if (spec.messageTtlMs !== undefined) args['x-message-ttl'] = spec.messageTtlMs;
  return args;
}

function lengthArguments(maxLength: number): Record<string, unknown> {
  return { 'x-max-length': maxLength, 'x-overflow': 'drop-head' };
}
