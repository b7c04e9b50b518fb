import { Injectable } from '@nestjs/common';
import { FireStore } from '../persistence/stores/fire.store.js';
import { PublishedEventStore } from '../persistence/stores/published-event.store.js';
import { RunRequestStore } from '../persistence/stores/run-request.store.js';
import { PrunedNodes } from './pruned-nodes.js';
import { PrunedRuns } from './pruned-runs.js';

/** The tables that grow with time. */
@Injectable()
export class PrunedStores {
  constructor(
    readonly runs: PrunedRuns,
    readonly fires: FireStore,
    readonly nodes: PrunedNodes,
    readonly requests: RunRequestStore,
    readonly events: PublishedEventStore,
  ) {}
}
