import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { UnavailableError } from '@orrery/domain';
import type { Broker } from '../broker/broker.js';
import { unwrapReply } from './reply-envelope.js';

const DEFAULT_DEADLINE_MS = 5_000;
const RETRY_WAIT_MS = 100;

export interface CallOptions {
  /** The caller waits no longer than this for the answer. */
  readonly deadlineMs: number;
  /** The call may be repeated without harm: tried once more within the deadline when nobody answered. */
  readonly idempotent?: boolean;
}

export interface MessagingClientOptions {
  readonly broker: Broker;
  /** Queue for the standard `send` of Nest. Default `master.rpc`. */
  readonly rpcQueue?: string;
  /** Deadline of the standard `send`. Default 5,000. */
  readonly deadlineMs?: number;
}

/** Nest's client over the broker port: `send` and `emit`, and calls with a deadline that restore the platform's errors. */
export class MessagingClient extends ClientProxy {
  constructor(private readonly options: MessagingClientOptions) {
    super();
  }

  /**
   * A call of any type to any rpc queue. A repeatable one gets half the time for its first try, for the instance that took
   * it may have died.
   * @throws the error of the answering service, or UnavailableError when there was no answer in time.
   */
  async call<T>(queue: string, type: string, payload: unknown, options: CallOptions): Promise<T> {
    const endsAtMs = performance.now() + options.deadlineMs;
    const firstMs = options.idempotent ? options.deadlineMs / 2 : options.deadlineMs;
    try {
      return unwrapReply<T>(await this.request(queue, type, payload, firstMs));
    } catch (error) {
      const leftMs = endsAtMs - performance.now() - RETRY_WAIT_MS;
      if (!(error instanceof UnavailableError) || !options.idempotent || leftMs <= 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_WAIT_MS));
    return unwrapReply<T>(await this.request(queue, type, payload, endsAtMs - performance.now()));
  }

  async connect(): Promise<void> {
    await this.options.broker.connect();
  }

  /** The broker belongs to the app, which closes it. */
  close(): void {}

  unwrap<T>(): T {
    return this.options.broker as T;
  }

  protected publish({ pattern, data }: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    let wanted = true;
    this.call<unknown>(this.rpcQueue, this.normalizePattern(pattern as string), data, {
      deadlineMs: this.deadlineMs,
    }).then(
      (response) => wanted && callback({ response, isDisposed: true }),
      (err: unknown) => wanted && callback({ err, isDisposed: true }),
    );
    return () => {
      wanted = false;
    };
  }

  protected async dispatchEvent<T>({ pattern, data }: ReadPacket): Promise<T> {
    const type = this.normalizePattern(pattern as string);
    await this.options.broker.publish([
      { exchange: 'events', routingKey: type, type, body: data, mandatory: false },
    ]);
    return undefined as T;
  }

  private get deadlineMs(): number {
    return this.options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  }

  private get rpcQueue(): string {
    return this.options.rpcQueue ?? 'master.rpc';
  }

  private request(queue: string, type: string, body: unknown, deadlineMs: number): Promise<unknown> {
    return this.options.broker.request({ exchange: 'rpc', routingKey: queue, type, body }, { deadlineMs });
  }
}
