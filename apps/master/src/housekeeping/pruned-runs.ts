import { Injectable } from '@nestjs/common';
import { RunStore } from '../persistence/stores/run.store.js';
import { WorkflowHistoryStore } from '../persistence/stores/workflow-history.store.js';

/** What is kept of runs. */
@Injectable()
export class PrunedRuns {
  constructor(
    readonly all: RunStore,
    readonly workflows: WorkflowHistoryStore,
  ) {}
}
