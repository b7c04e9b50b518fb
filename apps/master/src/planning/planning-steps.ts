import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { MasterSettings } from '../master-settings.js';
import { DuePlanner } from './due-planner.js';

/** What planning does again and again. */
@Injectable()
export class PlanningSteps {
  constructor(
    private readonly planner: DuePlanner,
    private readonly settings: MasterSettings,
  ) {}

  steps(): LoopStep[] {
    const intervalMs = this.settings.config.planEveryMs;
    return [{ name: 'planner', intervalMs, step: () => this.planner.runOnce() }];
  }
}
