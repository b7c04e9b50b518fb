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

/**
 * Heartbeats from the event loop it is called in: the main one in standalone, that of the heartbeat thread in a cluster. Their
 * rhythm is not even: masters take them in turns, and the same master should not always get the same worker's.
 */
export class LoopHeartbeat extends HeartbeatSource {
  private readonly loop: Loop;
  private started = false;

  constructor(private readonly options: LoopHeartbeatOptions) {
    super();
    const { intervalMs, logger, clock, registry } = options;
    this.loop = new Loop({
      ...{ name: 'heartbeat', intervalMs, isJittered: true, step: () => this.beat('worker.heartbeat') },
      ...{ logger, clock, registry },
    });
  }

  async start(): Promise<void> {
    this.started = true;
    this.loop.start();
  }

  async stop(): Promise<void> {
    if (!this.started) return;
    this.started = false;
    await this.loop.stop();
    await this.beat('worker.heartbeat', 'stopped');
  }

  /** The next one is sent now: after a break masters wait for it. */
  hurry(): void {
    this.loop.wake();
  }

  answer(): void {
    this.beat('worker.answer').catch((error: unknown) => {
      this.options.logger.warn({ reason: messageOf(error) }, 'a question of a master was not answered');
    });
  }

  /** A heartbeat that could not be sent is forgotten: the next one is newer. */
  private async beat(message: 'worker.heartbeat' | 'worker.answer', state?: PulseState): Promise<void> {
    const { writer, sender, clock, logger } = this.options;
    const heartbeat = await writer.write(clock.now(), state);
    try {
      await sender.send(message, heartbeat);
    } catch (error) {
      logger.debug({ reason: messageOf(error) }, 'heartbeat not sent');
    }
  }
}
