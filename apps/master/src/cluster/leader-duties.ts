import { Injectable } from '@nestjs/common';
import { LeaderSteps } from '../leadership/leader-steps.js';
import { ConsistencyRunner } from '../consistency/consistency-runner.js';
import type { LoopStep } from '../loops/loop-steps.js';
import { ResourceRecorder } from '../resources/resource-recorder.js';
import { WorkerLossDetector } from './worker-loss-detector.js';
import { WorkerPinger } from './worker-pinger.js';

/** Two pings that come back declare a worker lost: within two seconds of its death. */
const pingEveryMs = 650;

/** What is done about nodes by the leader only. */
@Injectable()
export class LeaderDuties {
  constructor(
    private readonly leader: LeaderSteps,
    private readonly pinger: WorkerPinger,
    private readonly detector: WorkerLossDetector,
    private readonly resources: ResourceRecorder,
    private readonly consistency: ConsistencyRunner,
  ) {}

  steps(): LoopStep[] {
    const duties = [
      { name: 'worker-pings', intervalMs: pingEveryMs, step: () => this.pinger.runOnce() },
      { name: 'worker-loss', intervalMs: 1_000, step: () => this.detector.runOnce() },
      { name: 'resources', intervalMs: 10_000, step: () => this.resources.runOnce() },
      { name: 'consistency', intervalMs: 10_000, step: () => this.consistency.runOnce() },
    ];
    return duties.map((duty) => this.leader.ofLeader(duty));
  }
}
