import type { TaskKind } from '@orrery/domain';
import type { Attempt } from './attempt.js';
import type { ExecutionResult } from './execution-result.js';

/** Knows how to execute attempts of one kind of task. */
export abstract class Executor {
  abstract readonly kind: TaskKind;
  /** Whether a line in the log of the run tells where it started and how it ended. */
  readonly narrates: boolean = true;

  /**
   * Executes until the end, or until `attempt.signal` aborts: then it ends what runs within `killGraceMs` and returns
   * `ended`. Failures of the task are results; what it throws counts as a fault of the worker.
   */
  abstract execute(attempt: Attempt): Promise<ExecutionResult>;
}
