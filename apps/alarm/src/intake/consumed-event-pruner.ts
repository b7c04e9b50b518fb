import type { Storage } from '../storage/storage.js';

/** Far longer than a message can wait in the queue or be held by a consumer. */
export const KEEP_CONSUMED_MS = 7 * 86_400_000;
const BATCH = 1_000;

/** Forgets events that were handled long ago. */
export class ConsumedEventPruner {
  constructor(
    private readonly storage: Storage,
    private readonly keepMs = KEEP_CONSUMED_MS,
  ) {}

  async runOnce(): Promise<{ readonly pruned: number }> {
    let pruned = 0;
    for (let last = BATCH; last === BATCH; pruned += last) {
      last = await this.storage.run(({ consumedEvents }) => consumedEvents.prune(this.keepMs, BATCH));
    }
    return { pruned };
  }
}
