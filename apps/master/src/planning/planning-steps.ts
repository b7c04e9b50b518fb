import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../loops/loop-steps.js';
import { PunctualWake } from '../loops/wake-calls.js';
import { MasterSettings } from '../master-settings.js';
import { DuePlanner } from './due-planner.js';
import { PlanningSweeps } from './planning-sweeps.js';
import { PunctualPlanner } from './punctual-planner.js';

/** What planning does again and again. */
@Injectable()
export class PlanningSteps {
  constructor(
    private readonly planner: DuePlanner,
    private readonly punctual: PunctualPlanner,
    private readonly sweeps: PlanningSweeps,
    private readonly punctualWake: PunctualWake,
    private readonly settings: MasterSettings,
  ) {}

  steps(): LoopStep[] {
    const intervalMs = this.settings.config.planEveryMs;
    return [
      { name: 'planner', intervalMs, step: () => this.planner.runOnce() },
      {
        name: 'punctual-planner',
        intervalMs,
        step: () => this.punctual.runOnce(),
        wokenBy: this.punctualWake,
      },
      ...this.sweeps.steps(),
    ];
  }
}
