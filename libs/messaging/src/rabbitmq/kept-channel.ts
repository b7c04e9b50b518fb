import type { Channel, ChannelModel } from 'amqplib';
import type { Logger } from '@orrery/runtime';
import { closeChannel } from './close-channel.js';
import type { RabbitConnection } from './rabbit-connection.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;

export interface ChannelPlan<C extends Channel> {
  readonly name: string;
  readonly open: (model: ChannelModel) => Promise<C>;
  /** Prepares a fresh channel (prefetch, consumers, listeners) before it counts as open. */
  readonly setup: (channel: C) => Promise<void>;
  /** The channel that was open is gone; another follows. */
  readonly lost?: () => void;
  readonly opened?: () => void;
}

/** A channel that is opened again whenever its connection returns, or when the broker closed only the channel. */
export class KeptChannel<C extends Channel> {
  private current: C | undefined;
  private opening: Promise<void> | undefined;
  private stopped = false;
  private stopListening: (() => void) | undefined;
  private wakeUp: (() => void) | undefined;

  constructor(
    private readonly connection: RabbitConnection,
    private readonly plan: ChannelPlan<C>,
    private readonly logger: Logger,
  ) {}

  get channel(): C | undefined {
    return this.current;
  }

  /** Opens the channel now if there is a connection (a refusal by the broker is thrown), else with the next connection. */
  async start(): Promise<void> {
    this.stopListening = this.connection.onChange((model) => {
      if (model !== undefined) this.reopen();
    });
    const model = this.connection.model;
    if (model === undefined) return;
    try {
      await this.openOn(model);
    } catch (error) {
      if (this.connection.model === model) {
        await this.stop();
        throw error;
      }
      this.reopen();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stopListening?.();
    this.wakeUp?.();
    const channel = this.current;
    this.current = undefined;
    if (channel !== undefined) await closeChannel(channel);
  }

  private reopen(): void {
    this.opening ??= this.keepOpening().finally(() => {
      this.opening = undefined;
      const model = this.connection.model;
      if (!this.stopped && this.current === undefined && model !== undefined) this.reopen();
    });
  }

  private async keepOpening(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !this.stopped; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const model = this.connection.model;
      if (model === undefined || this.current !== undefined) return;
      try {
        return await this.openOn(model);
      } catch (error) {
        if (this.stopped || this.connection.model !== model) continue;
        this.logger.warn(
          { channel: this.plan.name, waitMs, reason: String(error) },
          'channel not opened; waiting',
        );
        await this.wait(waitMs);
      }
    }
  }

  private async openOn(model: ChannelModel): Promise<void> {
    const channel = await this.plan.open(model);
    let dead = false;
    let reason = 'closed';
    channel.on('error', (error) => (reason = error.message));
    channel.on('handler-error', (error) => this.logger.error({ err: error }, 'a channel callback failed'));
    channel.on('close', () => {
      dead = true;
      if (this.current === channel) this.onClose(model, reason);
    });
    try {
      await this.plan.setup(channel);
    } catch (error) {
      if (!dead) await closeChannel(channel);
      throw error;
    }
    if (dead) throw new Error(`channel closed while being prepared: ${reason}`);
    if (this.stopped) return await closeChannel(channel);
    this.current = channel;
    this.plan.opened?.();
  }

  private onClose(model: ChannelModel, reason: string): void {
    this.current = undefined;
    this.plan.lost?.();
    if (this.stopped) return;
    // On a lost connection the channels close first: look again once the connection has said so itself.
    setImmediate(() => {
      if (this.stopped || this.connection.model !== model) return;
      this.logger.warn({ channel: this.plan.name, reason }, 'channel lost; opening it again');
      this.reopen();
    });
  }

  private async wait(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wakeUp = resolve;
      timer = setTimeout(resolve, waitMs);
    });
    clearTimeout(timer);
  }
}
