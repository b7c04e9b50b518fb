import { Injectable } from '@nestjs/common';
import { LogStore } from '../logs/log-store.js';
import { BackfillHistoryStore } from '../persistence/stores/backfill-history.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { WorkflowHistoryStore } from '../persistence/stores/workflow-history.store.js';

/** What is kept of runs. */
@Injectable()
export class PrunedRuns {
  constructor(
    readonly all: RunStore,
    readonly logs: LogStore,
    readonly workflows: WorkflowHistoryStore,
    readonly backfills: BackfillHistoryStore,
  ) {}
}
