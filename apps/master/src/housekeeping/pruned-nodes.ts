import { Injectable } from '@nestjs/common';
import { MasterStore } from '../persistence/stores/master.store.js';
import { NodeSampleStore } from '../persistence/stores/node-sample.store.js';
import { WorkerStore } from '../persistence/stores/worker.store.js';

/** The tables of nodes. */
@Injectable()
export class PrunedNodes {
  constructor(
    readonly workers: WorkerStore,
    readonly masters: MasterStore,
    readonly samples: NodeSampleStore,
  ) {}
}
