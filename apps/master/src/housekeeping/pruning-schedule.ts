import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { messageOf } from '@orrery/runtime';
import { MasterLogger } from '../master-logger.js';
import { HistoryPruner } from './history-pruner.js';

/** Says when history is pruned. */
@Injectable()
export class PruningSchedule {
  constructor(
    private readonly pruner: HistoryPruner,
    private readonly log: MasterLogger,
  ) {}

  @Cron('23 */10 * * * *', { name: 'history-pruner', waitForCompletion: true })
  async onTime(): Promise<void> {
    try {
      const { runs, fires } = await this.pruner.runOnce();
      if (runs + fires > 0)
        this.log.logger.info(`removed ${runs} runs and ${fires} fires older than the retention`);
    } catch (error) {
      this.log.logger.warn(`old runs were not removed (${messageOf(error)}); tried again in ten minutes`);
    }
  }
}
