/** The logical exchanges; the broker adapter puts the installation's namespace in front (`orrery.rpc`). */
export type ExchangeName = 'rpc' | 'work' | 'reports' | 'events' | 'cluster' | 'dead';

export interface ExchangeSpec {
  readonly name: ExchangeName;
  readonly kind: 'direct' | 'topic';
  readonly purpose: string;
}

export interface Binding {
  readonly exchange: ExchangeName;
  /** Routing key; on a topic exchange it may hold `*` and `#`. */
  readonly key: string;
}

/**
 * A queue as the platform declares it, without the namespace.
 *
 * `quorum`: replicated, survives the broker; a message refused `deliveryLimit` times goes to `<name>.dead`.
 * `classic`: durable queue of transient messages (requests, heartbeats) that nobody misses after a restart.
 * `exclusive`: lives with the connection of its one consumer.
 */
export interface QueueSpec {
  readonly name: string;
  readonly kind: 'quorum' | 'classic' | 'exclusive';
  readonly bindings: readonly Binding[];
  readonly purpose: string;
  /** Whether refused messages are kept in `<name>.dead` (quorum queues only). */
  readonly deadLetters: boolean;
  /** How often a message may be delivered before it is dead (quorum queues only). */
  readonly deliveryLimit?: number;
  /** Only one consumer is served at a time, the next one when it leaves or dies (quorum queues only). */
  readonly singleActiveConsumer?: boolean;
  /** Above this many messages the oldest is dropped (queues without dead letters only). */
  readonly maxLength?: number;
  /** Messages older than this are dropped (transient queues only), in milliseconds. */
  readonly messageTtlMs?: number;
}

export interface Topology {
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
}

/** Name of the queue that keeps the refused messages of `queue`. */
export function deadLetterQueueOf(queue: string): string {
  return `${queue}.dead`;
}
