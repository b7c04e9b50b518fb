import type { Logger } from '@orrery/runtime';
import type { ContainerOrphans } from '../containers/container-orphans.js';
import type { WorkerFiles } from '../identity/worker-files.js';
import type { Remains } from '../isolating/remains.js';
import type { OrphanKiller } from '../killing/orphan-killer.js';
import type { LogShipper } from '../logs/log-shipper.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { ReportWriter } from '../reporting/report-writer.js';
import { keyOf } from '../spool/spool-entry.js';
import type { Spool } from '../spool/spool.js';

export interface FormerLifeParts {
  readonly spool: Spool;
  readonly logs: Pick<LogShipper, 'recover'>;
  readonly files: WorkerFiles;
  readonly orphans: OrphanKiller;
  readonly remains: Remains;
  /** Undefined: the worker has no container engine. */
  readonly containers: Pick<ContainerOrphans, 'clear'> | undefined;
  readonly outbox: ReportOutbox;
  readonly reports: ReportWriter;
  readonly logger: Logger;
}

/** Puts in order what a former life of this worker left: processes, working directories, attempts, logs, reports. */
export class FormerLife {
  constructor(private readonly parts: FormerLifeParts) {}

  /** Nothing of an unfinished attempt runs any more when its loss is reported, and what was kept of its log has been sent. */
  async settle(): Promise<void> {
    const { spool, logs, files, orphans, remains, containers, outbox, reports, logger } = this.parts;
    const { unfinished, unconfirmed } = await spool.open();
    await orphans.runOnce();
    await containers?.clear(unfinished.size > 0);
    await remains.clear();
    await files.clearWork(logger);
    const logsSent = await logs.recover();
    for (const report of unconfirmed.values()) {
      const sent = logsSent.get(keyOf(report)) ?? Promise.resolve();
      void sent.then(() => outbox.adopt([report]));
    }
    const failure = {
      kind: 'worker_lost',
      message: 'the worker was restarted while it had the attempt',
    } as const;
    const ending = { outcome: 'lost', startedAt: null, exitCode: null, result: null, failure } as const;
    for (const attempt of unfinished.values()) {
      outbox
        .finish(reports.finished(attempt, ending), logsSent.get(keyOf(attempt)))
        .catch((error: unknown) => logger.error({ err: error, ...attempt }, 'loss not reported'));
    }
    if (unfinished.size + unconfirmed.size > 0) {
      const tally = { unfinished: unfinished.size, unconfirmed: unconfirmed.size };
      logger.warn(tally, 'recovered the spool of a former life; unfinished attempts are reported lost');
    }
  }
}
