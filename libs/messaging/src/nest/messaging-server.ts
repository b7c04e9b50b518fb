import { setMaxListeners } from 'node:events';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { Clock } from '@orrery/domain';
import { SystemClock, type Logger } from '@orrery/runtime';
import type { Broker, Consumer, Delivery } from '../broker/broker.js';
import { settledWithin } from '../broker/settled-within.js';
import { EventDispatcher, type HandledBatch } from './event-dispatcher.js';
import { invokeHandler } from './invoke-handler.js';
import { MessageContext } from './message-context.js';
import { RequestResponder } from './request-responder.js';
import { defaultRetryPace, type RetryPace } from './retry-pace.js';
import { intakesOf, type QueueIntake, type Subscriptions } from './subscription.js';

export interface MessagingServerOptions {
  readonly broker: Broker;
  readonly logger: Logger;
  /** Queue whose requests the `@MessagePattern` handlers answer, e.g. `master.rpc`. */
  readonly rpcQueue?: string;
  /** Requests handled at a time. Default 100. */
  readonly rpcPrefetch?: number;
  /** Where each `@EventPattern` comes from. Default: none. */
  readonly subscriptions?: Subscriptions;
  /** How long `close` waits for running handlers. Default 5,000. */
  readonly drainMs?: number;
  readonly retryPace?: RetryPace;
  readonly clock?: Clock;
  /** Told of every batch of events that was handled. */
  readonly onBatch?: (batch: HandledBatch) => void;
}

/**
 * Nest transport over the broker port: `@MessagePattern` answers requests, `@EventPattern` takes messages (arrays from a
 * batched queue), with pipes, guards, interceptors and filters. Register `RpcErrorFilter`, so that errors keep their code.
 */
export class MessagingServer extends Server implements CustomTransportStrategy {
  private readonly consumers: Consumer[] = [];
  private readonly stopping = new AbortController();
  private closing: Promise<void> | undefined;

  constructor(private readonly options: MessagingServerOptions) {
    super();
    // Every held batch waits on it; many of them are no leak.
    setMaxListeners(0, this.stopping.signal);
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  /** Stops intake, lets running handlers finish until `drainMs` is over. The broker stays connected. */
  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  on(event: string): never {
    throw new Error(`MessagingServer has no event "${event}"; ask the broker (onConnectionChange).`);
  }

  unwrap<T>(): T {
    return this.options.broker as T;
  }

  /** Nest tries each name as JSON first, which throws for every message: here patterns are the names of the catalogue. */
  override getHandlerByPattern(pattern: string): MessageHandler | null {
    return this.messageHandlers.get(pattern) ?? null;
  }

  private async start(): Promise<void> {
    const { broker, rpcQueue, rpcPrefetch = 100, subscriptions = {} } = this.options;
    this.assertComplete();
    await broker.connect();
    if (rpcQueue !== undefined) {
      const responder = this.responder();
      const respond = ([request]: readonly Delivery[]) => responder.respond(request!);
      this.consumers.push(await broker.consume(rpcQueue, { prefetch: rpcPrefetch }, respond));
    }
    for (const intake of intakesOf(subscriptions)) {
      const dispatcher = this.dispatcher(intake);
      const dispatch = (deliveries: readonly Delivery[]) => dispatcher.dispatch(deliveries);
      this.consumers.push(await broker.consume(intake.queue, intake.options, dispatch));
    }
  }

  private async drain(): Promise<void> {
    const { drainMs = 5_000, logger } = this.options;
    this.stopping.abort();
    const stopped = Promise.allSettled(this.consumers.map((consumer) => consumer.stop()));
    if (!(await settledWithin(drainMs, stopped)))
      logger.warn({ drainMs }, 'message handlers still running; left behind');
  }

  private responder(): RequestResponder {
    const { broker, logger, clock = new SystemClock() } = this.options;
    return new RequestResponder(
      broker,
      clock,
      logger,
      (pattern) => this.getHandlerByPattern(pattern),
      (handler, payload, delivery) => this.invoke(handler, payload, [delivery]),
    );
  }

  private dispatcher({ queue, options }: QueueIntake): EventDispatcher {
    const { logger, retryPace: pace = defaultRetryPace, onBatch: onHandled } = this.options;
    const batched = options.batch !== undefined;
    return new EventDispatcher(
      { queue, batched, pace, signal: this.stopping.signal, logger, onHandled },
      (pattern) => this.getHandlerByPattern(pattern),
      (handler, payload, deliveries) => this.invoke(handler, payload, deliveries),
    );
  }

  private async invoke(
    handler: MessageHandler,
    payload: unknown,
    deliveries: readonly Delivery[],
  ): Promise<unknown> {
    const context = new MessageContext(deliveries);
    return await new Promise((resolve, reject) => {
      const run = async () => {
        await invokeHandler(handler, payload, context).then(resolve, reject);
        (this.onProcessingEndHook as ((...args: unknown[]) => void) | undefined)?.(this.transportId, context);
      };
      this.onProcessingStartHook(this.transportId!, context, run);
    });
  }

  /** A handler that no queue feeds, or a queue that no handler serves, is a mistake to find at start. */
  private assertComplete(): void {
    const { rpcQueue, subscriptions = {} } = this.options;
    for (const [pattern, handler] of this.messageHandlers) {
      if (handler.isEventHandler && !(pattern in subscriptions)) {
        throw new Error(`@EventPattern('${pattern}') has no subscription: no queue feeds it.`);
      }
      if (!handler.isEventHandler && rpcQueue === undefined) {
        throw new Error(`@MessagePattern('${pattern}') needs the option rpcQueue.`);
      }
    }
    for (const type of Object.keys(subscriptions)) {
      if (!this.messageHandlers.has(type))
        throw new Error(`Subscription "${type}" has no @EventPattern handler.`);
    }
  }
}
