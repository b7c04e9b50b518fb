import { Injectable } from '@nestjs/common';
import type { LoopStep } from '../../loops/loop-steps.js';
import { ParkedWake } from '../../loops/wake-calls.js';
import { ProjectWeights } from '../ordering/project-weights.js';
import { ParkedRunWaker } from '../parking/parked-run-waker.js';
import { HoldReconciler } from './hold-reconciler.js';
import { LimitBook } from './limit-book.js';

/** What is done about limits and shares, and about the runs that wait for them, again and again. */
@Injectable()
export class LimitSteps {
  constructor(
    private readonly book: LimitBook,
    private readonly weights: ProjectWeights,
    private readonly reconciler: HoldReconciler,
    private readonly waker: ParkedRunWaker,
    private readonly wake: ParkedWake,
  ) {}

  steps(): LoopStep[] {
    return [
      { name: 'limit-book', intervalMs: 1_000, step: () => this.book.runOnce() },
      { name: 'project-weights', intervalMs: 5_000, step: () => this.weights.runOnce() },
      { name: 'hold-reconciler', intervalMs: 2_000, step: () => this.reconciler.runOnce() },
      { name: 'parked-runs', intervalMs: 250, step: () => this.waker.runOnce(), wokenBy: this.wake },
    ];
  }
}
