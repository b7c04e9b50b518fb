import { Injectable } from '@nestjs/common';
import { MasterLogger } from '../master-logger.js';
import { MasterSettings } from '../master-settings.js';
import { RunAnnouncer } from '../runs/run-announcer.js';
import { ClusterSettings } from '../settings/cluster-settings.js';
import { RescueRecords } from './rescue-records.js';

const mostAtOnce = 500;
const lastWordsMs = 2_000;

/**
 * Ends attempts whose worker is gone; most are tried again elsewhere. It looks at states, not at events, so a master
 * that dies in the middle leaves nothing behind that the next step of any master does not find.
 */
@Injectable()
export class LostRunRescuer {
  constructor(
    private readonly records: RescueRecords,
    private readonly announcer: RunAnnouncer,
    private readonly cluster: ClusterSettings,
    private readonly settings: MasterSettings,
    private readonly log: MasterLogger,
  ) {}

  async runOnce(): Promise<{ lost: number }> {
    const unheardMs = Math.max(this.settings.config.workerSilentMs, this.cluster.current('workers.leaseMs'));
    const { runs, ended } = await this.records.rescue({ lastWordsMs, unheardMs }, mostAtOnce);
    for (const run of runs) {
      this.log.logger.warn(`run ${run.id} lost its worker ${run.worker_id} in attempt ${run.attempt}`);
    }
    await this.announcer.announce(ended);
    return { lost: runs.length };
  }
}
