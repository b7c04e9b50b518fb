import { Injectable } from '@nestjs/common';
import { CapacityRefresher } from '../dispatching/capacity-refresher.js';
import type { LoopStep } from '../loops/loop-steps.js';
import { HeartbeatWake } from '../loops/wake-calls.js';
import { HearingHealth } from './hearing-health.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';
import { LostRunRescuer } from './lost-run-rescuer.js';

const flushEveryMs = 1_000;

/** What every master does about workers again and again. */
@Injectable()
export class WorkerSteps {
  constructor(
    private readonly heartbeats: HeartbeatRegistry,
    private readonly hearing: HearingHealth,
    private readonly capacity: CapacityRefresher,
    private readonly rescuer: LostRunRescuer,
    private readonly news: HeartbeatWake,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'heartbeats', intervalMs: flushEveryMs, step: () => this.#flush(), wokenBy: this.news },
      { name: 'lost-runs', intervalMs: 500, step: () => this.rescuer.runOnce() },
    ];
  }

  async #flush(): Promise<void> {
    const { news, nowAt } = await this.heartbeats.flush();
    this.hearing.heard(nowAt);
    if (news) await this.capacity.runOnce();
  }
}
