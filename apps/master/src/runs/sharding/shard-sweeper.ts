import { Injectable } from '@nestjs/common';
import { Database } from '@orrery/persistence';
import { ShardSweepStore } from '../../persistence/stores/shard-sweep.store.js';
import { RunAnnouncer } from '../run-announcer.js';
import { RunEnder } from '../run-ender.js';
import { ParentEndings } from './parent-endings.js';

/** Ends parents whose children ended without their count: a child that ends by another way than RunEnder is found here. */
@Injectable()
export class ShardSweeper {
  constructor(
    private readonly database: Database,
    private readonly shards: ShardSweepStore,
    private readonly parents: ParentEndings,
    private readonly ender: RunEnder,
    private readonly announcer: RunAnnouncer,
  ) {}

  async runOnce(): Promise<{ ended: number }> {
    const childless = await this.database.run((session) => this.shards.childless(session));
    let ended = 0;
    for (const runId of childless) ended += await this.#end(runId);
    return { ended };
  }

  /** Counted again under the lock of the tally: whoever ends a child now waits. */
  async #end(runId: string): Promise<number> {
    const told = await this.database.transaction(async (session) => {
      const tally = await this.shards.lockCount(session, runId);
      const ending = tally && (await this.parents.judge(session, tally));
      return ending && this.ender.end(session, [ending]);
    });
    if (!told) return 0;
    await this.announcer.announce(told);
    return 1;
  }
}
