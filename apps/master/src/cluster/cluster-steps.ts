import { Injectable } from '@nestjs/common';
import { LeaderSteps } from '../leadership/leader-steps.js';
import type { LoopStep } from '../loops/loop-steps.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import { LeaderDuties } from './leader-duties.js';
import { MasterPresence } from './master-presence.js';
import { WorkerSteps } from './worker-steps.js';

/** What is done about nodes again and again. */
@Injectable()
export class ClusterSteps {
  constructor(
    private readonly workers: WorkerSteps,
    private readonly leader: LeaderSteps,
    private readonly duties: LeaderDuties,
    private readonly presence: MasterPresence,
    private readonly settings: ClusterSettings,
  ) {}

  steps(): LoopStep[] {
    return [
      ...this.workers.steps(),
      ...this.leader.steps(),
      ...this.duties.steps(),
      { name: 'presence', intervalMs: 1_000, step: () => this.presence.runOnce() },
      { name: 'settings', intervalMs: 1_000, step: () => this.settings.runOnce() },
    ];
  }
}
