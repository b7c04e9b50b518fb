import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { HeartbeatMessage } from '@orrery/contracts';
import { CapacityRefresher } from '../dispatching/capacity-refresher.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';

/** Takes heartbeats off `master.heartbeats`; what is news is written and acted on at once. */
@Controller()
export class HeartbeatConsumer {
  constructor(
    private readonly registry: HeartbeatRegistry,
    private readonly capacity: CapacityRefresher,
  ) {}

  @EventPattern('worker.heartbeat')
  async onHeartbeats(@Payload() beats: readonly HeartbeatMessage[]): Promise<void> {
    if (!this.registry.take(beats)) return;
    await this.registry.flush();
    await this.capacity.runOnce();
  }
}
