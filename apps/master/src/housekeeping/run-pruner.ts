import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import { RunStore } from '../persistence/stores/run.store.js';

const mostAtOnce = 1_000;

/** Removes ended runs and their logs when their time is over. Run ids begin with their time, so no index is needed. */
@Injectable()
export class RunPruner {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly clock: Clock,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  @Cron('23 */10 * * * *', { name: 'run-pruner', waitForCompletion: true })
  async onSchedule(): Promise<void> {
    try {
      const { pruned } = await this.runOnce();
      if (pruned > 0) this.log.logger.info(`removed ${pruned} runs older than the retention`);
    } catch (error) {
      this.log.logger.warn(`old runs were not removed (${messageOf(error)}); tried again in ten minutes`);
    }
  }

  async runOnce(): Promise<{ pruned: number }> {
    const beforeId = idFloor(this.clock.now().getTime() - this.settings.config.runRetentionMs);
    let pruned = 0;
    for (;;) {
      const removed = await this.database.transaction((session) =>
        this.runs.prune(session, beforeId, mostAtOnce),
      );
      pruned += removed;
      if (removed < mostAtOnce) return { pruned };
    }
  }
}

/** The smallest UUIDv7 (RFC 9562) of the millisecond. */
function idFloor(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
