import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { MasterSettings } from '../../master-settings.js';
import { ShardSweepStore } from '../../persistence/stores/shard-sweep.store.js';
import { RunCanceller } from '../run-canceller.js';

/** Ends children that are not to go on: those of cancelled parents, and those whose only worker has left for good. */
@Injectable()
export class ChildCancels {
  constructor(
    private readonly database: Database,
    private readonly shards: ShardSweepStore,
    private readonly canceller: RunCanceller,
    private readonly settings: MasterSettings,
  ) {}

  async runOnce(): Promise<{ cancelled: number }> {
    const { workerSilentMs } = this.settings.config;
    const { untold, stranded } = await this.database.run(async (session) => ({
      untold: await this.shards.untold(session),
      stranded: await this.shards.stranded(session, workerSilentMs),
    }));
    await this.canceller.cancelAll(untold, 'the run it is a part of was cancelled');
    await this.canceller.cancelAll(stranded, 'the only worker it was for has left');
    return { cancelled: untold.length + stranded.length };
  }
}
