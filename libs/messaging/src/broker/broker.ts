import type { ExchangeName, QueueSpec } from '@orrery/contracts';

/** A message on its way to the broker. */
export interface OutgoingMessage {
  readonly exchange: ExchangeName;
  readonly routingKey: string;
  /** Name of the message in the catalogue, e.g. `run.report`. */
  readonly type: string;
  /** JSON-serialisable payload, which the adapter writes once, or a `JsonText`. */
  readonly body: unknown;
  /** Unique id; generated when absent. */
  readonly id?: string;
  /** Survives a broker restart. Default true. */
  readonly persistent?: boolean;
  /** Report `unroutable` when no queue takes it. Default true; events publish with false. */
  readonly mandatory?: boolean;
  /** The broker drops it after this many milliseconds. */
  readonly expiresInMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the broker said of one published message: kept by a queue, or nobody to take it. */
export type PublishOutcome = 'routed' | 'unroutable';

/** A message as it arrived. Exactly one of `ack` and `reject` must be called, once. */
export interface Delivery {
  readonly type: string;
  readonly id: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly routingKey: string;
  readonly redelivered: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  /** Instant (ms since the epoch) after which the sender no longer waits. */
  readonly deadlineMs?: number;
  /** Handled, and its effect is durable. */
  ack(): void;
  /** Not handled: `requeue` offers it again (counted against the delivery limit), else it is dead at once. */
  reject(options: { requeue: boolean }): void;
}

export interface ConsumeOptions {
  /** Unacknowledged deliveries the broker may hand over at a time. */
  readonly prefetch: number;
  /**
   * Collect deliveries with `size` payloads, waiting at most `waitMs` for more; `eager`: at most until `waitMs` after the last
   * batch, so that what comes after a pause does not wait at all, nor what comes one by one. Default: one by one.
   */
  readonly batch?: { readonly size: number; readonly waitMs: number; readonly eager?: boolean };
  /** Takes nothing in before `resume`. Default: at once. */
  readonly paused?: boolean;
}

/** A running consumer. All methods may be called in any state and any number of times. */
export interface Consumer {
  /** Stops intake; the broker offers further messages to others. What was handed over stays unacknowledged with the handler. */
  pause(): Promise<void>;
  /** Takes in again after `pause`. */
  resume(): Promise<void>;
  /** Stops intake for good and waits until handed-over batches have been handled. */
  stop(): Promise<void>;
}

/** Called with deliveries in arrival order; one call at a time for a batching consumer. */
export type DeliveryHandler = (deliveries: readonly Delivery[]) => Promise<void>;

/**
 * The transport port: RabbitMQ in a cluster, in-process in standalone. Names are logical; the adapter adds the namespace.
 * Declarations, bindings and consumers are remembered and restored after each reconnection.
 */
export abstract class Broker {
  /** Connects, waiting with backoff for as long as it takes, and declares the whole topology. */
  abstract connect(): Promise<void>;
  /** Whether messages can be sent right now. */
  abstract isConnected(): boolean;
  /** Calls back on each loss (`false`) and recovery (`true`) of the connection. */
  abstract onConnectionChange(listener: (connected: boolean) => void): void;
  /** Declares a queue beyond the topology (a group's, a worker's, a feed); idempotent. */
  abstract declare(queue: QueueSpec): Promise<void>;
  /** Adds a binding to a declared queue (a live view following one run). */
  abstract bind(queue: string, exchange: ExchangeName, key: string): Promise<void>;
  abstract unbind(queue: string, exchange: ExchangeName, key: string): Promise<void>;
  /**
   * Publishes and waits until the broker confirmed each message; outcomes in the order given.
   * @throws UnavailableError when the connection is or gets lost first; the messages may or may not have arrived.
   */
  abstract publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]>;
  abstract consume(queue: string, options: ConsumeOptions, handler: DeliveryHandler): Promise<Consumer>;
  /**
   * Sends a request and waits for its one reply.
   * @throws UnavailableError when nobody takes or answers it within `deadlineMs` milliseconds, or the connection is lost.
   */
  abstract request(message: OutgoingMessage, options: { deadlineMs: number }): Promise<unknown>;
  /** Answers a request; a reply to a caller that has gone is dropped. */
  abstract reply(request: Delivery, body: unknown): Promise<void>;
  /** Messages waiting in a queue and consumers on it; undefined when the queue does not exist. */
  abstract depth(queue: string): Promise<{ messages: number; consumers: number } | undefined>;
  /** Stops consumers, waits for confirms, disconnects. Idempotent. */
  abstract close(): Promise<void>;
}
