import type { Clock } from '@orrery/domain';
import type { MessageSender } from '@orrery/messaging';
import { Loop, messageOf, type Logger, type LoopRegistry } from '@orrery/runtime';
import { HeartbeatSource } from './heartbeat-source.js';
import type { HeartbeatWriter } from './heartbeat-writer.js';
import type { PulseState } from './worker-pulse.js';

export interface LoopHeartbeatOptions {
  readonly writer: HeartbeatWriter;
  readonly sender: Pick<MessageSender, 'send'>;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry?: LoopRegistry;
}

/** Heartbeats from the event loop it is called in: the main one in standalone, that of the heartbeat thread in a cluster. */
export class LoopHeartbeat extends HeartbeatSource {
  private readonly loop: Loop;
  private started = false;

  constructor(private readonly options: LoopHeartbeatOptions) {
    super();
    const { intervalMs, logger, clock, registry } = options;
    this.loop = new Loop({ name: 'heartbeat', intervalMs, step: () => this.beat(), logger, clock, registry });
  }

  async start(): Promise<void> {
    this.started = true;
    this.loop.start();
  }

  async stop(): Promise<void> {
    if (!this.started) return;
    this.started = false;
    await this.loop.stop();
    await this.beat('stopped');
  }

  /** A heartbeat that could not be sent is forgotten: the next one is newer. */
  private async beat(state?: PulseState): Promise<void> {
    const { writer, sender, clock, logger } = this.options;
    const heartbeat = await writer.write(clock.now(), state);
    try {
      await sender.send('worker.heartbeat', heartbeat);
    } catch (error) {
      logger.debug({ reason: messageOf(error) }, 'heartbeat not sent');
    }
  }
}
