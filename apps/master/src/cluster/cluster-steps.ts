import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { HearingHealth } from './hearing-health.js';
import { HeartbeatRegistry } from './heartbeat-registry.js';
import { LostRunRescuer } from './lost-run-rescuer.js';
import { MasterPresence } from './master-presence.js';
import { WorkerLossDetector } from './worker-loss-detector.js';

const flushEveryMs = 1_000;

/** What is done about nodes again and again. */
@Injectable()
export class ClusterSteps {
  constructor(
    private readonly heartbeats: HeartbeatRegistry,
    private readonly hearing: HearingHealth,
    private readonly detector: WorkerLossDetector,
    private readonly rescuer: LostRunRescuer,
    private readonly presence: MasterPresence,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'heartbeats', intervalMs: flushEveryMs, step: () => this.#flush() },
      { name: 'worker-loss', intervalMs: 1_000, step: () => this.detector.runOnce() },
      { name: 'lost-runs', intervalMs: 500, step: () => this.rescuer.runOnce() },
      { name: 'presence', intervalMs: 2_000, step: () => this.presence.runOnce() },
    ];
  }

  async #flush(): Promise<void> {
    await this.heartbeats.flush();
    this.hearing.heard();
  }
}
