import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';
import { UnavailableError } from '@orrery/domain';
import type { Logger } from '@orrery/runtime';
import { settledWithin } from '../broker/settled-within.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;
const HANDSHAKE_LIMIT_MS = 10_000;
const FAREWELL_LIMIT_MS = 1_000;

export interface RabbitConnectionOptions {
  readonly url: string;
  readonly clientName: string;
  readonly heartbeatS: number;
  readonly logger: Logger;
  /** Runs on each new connection before anybody may use it (declares the topology); its failure is a failed attempt. */
  readonly setup: (model: ChannelModel) => Promise<void>;
}

/** The TCP connection to RabbitMQ: amqplib's own recovery, with every loss, wait and return said in the log. */
export class RabbitConnection {
  private recovering: RecoveringChannelModel | undefined;
  private present: ChannelModel | undefined;
  private readonly listeners = new Set<(model: ChannelModel | undefined) => void>();
  private closed = false;

  constructor(private readonly options: RabbitConnectionOptions) {}

  /** The present connection, if there is one. */
  get model(): ChannelModel | undefined {
    return this.present;
  }

  /** Calls back with each new connection, and with undefined when it is lost. */
  onChange(listener: (model: ChannelModel | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Waits for the first connection as long as it takes, or until `close`. */
  async open(): Promise<void> {
    if (this.closed) throw new UnavailableError('The connection to the broker has been closed.');
    this.recovering ??= await this.start();
    try {
      await this.recovering.waitForConnect();
    } catch (error) {
      throw new UnavailableError(`The broker was not reached: ${String(error)}`);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.change(undefined);
    // A broker that hangs does not answer the farewell; the heartbeat ends the socket then.
    if (this.recovering !== undefined) await settledWithin(FAREWELL_LIMIT_MS, this.recovering.close());
  }

  private async start(): Promise<RecoveringChannelModel> {
    const { logger, setup, clientName } = this.options;
    const recovering = await connect(this.urlWithHeartbeat(), {
      noDelay: true,
      timeout: HANDSHAKE_LIMIT_MS,
      clientProperties: { connection_name: clientName },
      recovery: {
        initialDelay: FIRST_WAIT_MS,
        maxDelay: LONGEST_WAIT_MS,
        waitForConnect: false,
        setup: async (model: ChannelModel) => {
          model.on('error', () => undefined); // its loss is reported below
          await setup(model);
        },
      },
    });
    recovering.on('connect', (model) => {
      logger.info('connected to the broker');
      this.change(model);
    });
    recovering.on('disconnect', (error) => {
      logger.warn({ reason: error.message }, 'connection to the broker lost; connecting again');
      this.change(undefined);
    });
    recovering.on('reconnect-scheduled', ({ attempt, delay, error }) => {
      logger.warn(
        { attempt, waitMs: delay, reason: error.message || String(error) },
        'not connected to the broker; waiting',
      );
    });
    recovering.on('blocked', (reason) => logger.warn({ reason }, 'the broker takes no messages for now'));
    recovering.on('unblocked', () => logger.info('the broker takes messages again'));
    recovering.on('handler-error', (error: Error) =>
      logger.error({ err: error }, 'a broker callback failed'),
    );
    recovering.on('error', (error) => logger.debug({ err: error }, 'broker connection error'));
    return recovering;
  }

  private urlWithHeartbeat(): string {
    const url = new URL(this.options.url);
    if (!url.searchParams.has('heartbeat'))
      url.searchParams.set('heartbeat', String(this.options.heartbeatS));
    return url.toString();
  }

  private change(model: ChannelModel | undefined): void {
    if (this.present === model) return;
    this.present = model;
    for (const listener of [...this.listeners]) listener(model);
  }
}
