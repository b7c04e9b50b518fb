import { Injectable } from '@nestjs/common';
import { RunProgressStore } from '../persistence/stores/run-progress.store.js';
import { RunStore } from '../persistence/stores/run.store.js';
import { ShardStore } from '../persistence/stores/shard.store.js';
import { WorkflowWakeStore } from '../persistence/stores/workflow-wake.store.js';
import { RunEnder } from './run-ender.js';

/** The tables a cancellation touches. */
@Injectable()
export class CancelStores {
  constructor(
    readonly runs: RunStore,
    readonly progress: RunProgressStore,
    readonly shards: ShardStore,
    readonly wakes: WorkflowWakeStore,
    readonly ender: RunEnder,
  ) {}
}
