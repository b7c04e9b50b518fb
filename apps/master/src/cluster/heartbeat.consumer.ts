import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { HeartbeatMessage } from '@orrery/contracts';
import { MasterFeed } from '../events/master-feed.js';
import { HeartbeatWake } from '../loops/wake-calls.js';
import { HearingHealth } from './hearing-health.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';

/** So long after a break every worker waits for its lease. */
const settlingMs = 3_000;

/**
 * Takes heartbeats off `master.heartbeats`, and answers of workers that were asked for one. They are only noted, so that a
 * database that is away keeps nobody from being heard; what is news, or comes after a break, is written at once.
 */
@Controller()
export class HeartbeatConsumer {
  constructor(
    private readonly registry: HeartbeatRegistry,
    private readonly wake: HeartbeatWake,
    private readonly hearing: HearingHealth,
    feed: MasterFeed,
  ) {
    feed.on('worker.answer', (beat) => {
      registry.take([beat]);
      wake.wake();
    });
  }

  @EventPattern('worker.heartbeat')
  onHeartbeats(@Payload() beats: readonly HeartbeatMessage[]): void {
    const isNews = this.registry.take(beats);
    if (isNews || this.hearing.hearingForMs() < settlingMs) this.wake.wake();
  }
}
