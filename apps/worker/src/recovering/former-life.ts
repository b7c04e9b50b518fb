import type { Logger } from '@orrery/runtime';
import type { WorkerFiles } from '../identity/worker-files.js';
import type { OrphanKiller } from '../killing/orphan-killer.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { ReportWriter } from '../reporting/report-writer.js';
import type { Spool } from '../spool/spool.js';

export interface FormerLifeParts {
  readonly spool: Spool;
  readonly files: WorkerFiles;
  readonly orphans: OrphanKiller;
  readonly outbox: ReportOutbox;
  readonly reports: ReportWriter;
  readonly logger: Logger;
}

/** Puts in order what a former life of this worker left: processes, working directories, attempts, reports. */
export class FormerLife {
  constructor(private readonly parts: FormerLifeParts) {}

  /** Nothing of an unfinished attempt runs any more when its loss is reported. */
  async settle(): Promise<void> {
    const { spool, files, orphans, outbox, reports, logger } = this.parts;
    const { unfinished, unconfirmed } = await spool.open();
    await orphans.runOnce();
    await files.clearWork();
    outbox.adopt(unconfirmed.values());
    const failure = {
      kind: 'worker_lost',
      message: 'the worker was restarted while it had the attempt',
    } as const;
    const ending = { outcome: 'lost', startedAt: null, exitCode: null, result: null, failure } as const;
    for (const attempt of unfinished.values()) {
      await outbox.finish(reports.finished(attempt, ending));
    }
    if (unfinished.size + unconfirmed.size > 0) {
      const tally = { unfinished: unfinished.size, unconfirmed: unconfirmed.size };
      logger.warn(tally, 'recovered the spool of a former life; unfinished attempts are reported lost');
    }
  }
}
