import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { MasterTick } from '@orrery/contracts';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { LeaderElector } from './leader-elector.js';
import { LeaderTicks } from './leader-ticks.js';

/** Takes ticks off `leader.master`, acknowledged at once: what fails here is done again with the next tick. */
@Controller()
export class LeaderTickConsumer {
  constructor(
    private readonly ticks: LeaderTicks,
    private readonly elector: LeaderElector,
    private readonly log: MasterLogger,
  ) {}

  @EventPattern('master.tick')
  onTick(@Payload() tick: MasterTick): void {
    this.#act(tick).catch((error: unknown) => {
      this.log.logger.debug(`a tick of the election was not acted on (${messageOf(error)})`);
    });
  }

  async #act(tick: MasterTick): Promise<void> {
    await this.ticks.take(tick);
    await this.elector.runOnce();
  }
}
