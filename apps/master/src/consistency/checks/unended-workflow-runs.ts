import { Injectable } from '@nestjs/common';
import { UnendedRuns } from '../../workflows/auditing/unended-runs.js';
import type { ConsistencyCheck, ConsistencyTally } from '../consistency-check.js';
import { ConsistencyChecks } from '../consistency-checks.js';

/** Workflow runs that are over although their runs go on. */
@Injectable()
export class UnendedWorkflowRuns implements ConsistencyCheck {
  readonly name = 'unended-workflow-runs';
  readonly compares =
    'Workflow runs that have ended with their runs: a run that goes on without its graph is ended as that was.';

  constructor(
    checks: ConsistencyChecks,
    private readonly runs: UnendedRuns,
  ) {
    checks.add(this);
  }

  async runOnce(): Promise<ConsistencyTally> {
    const { length } = await this.runs.endAll();
    return { checked: length, found: length, repaired: length };
  }
}
