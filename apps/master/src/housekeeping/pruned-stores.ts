import { Injectable } from '@nestjs/common';
import { FireStore } from '../persistence/stores/fire.store.js';
import { RunRequestStore } from '../persistence/stores/run-request.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';

/** The tables that grow with time. */
@Injectable()
export class PrunedStores {
  constructor(
    readonly runs: RunStore,
    readonly fires: FireStore,
    readonly workers: WorkerStore,
    readonly requests: RunRequestStore,
  ) {}
}
