import type { AttemptKey } from '@orrery/contracts';
import type { Clock } from '@orrery/domain';
import type { Logger } from '@orrery/runtime';
import type { Attempts } from '../executing/attempts.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { ReportWriter } from '../reporting/report-writer.js';
import type { Spool } from '../spool/spool.js';
import { keyOf } from '../spool/spool-entry.js';

/** The list may be older than an attempt that began lately. */
const runningForMs = 60_000;

export interface AttemptAuditParts {
  readonly attempts: Pick<Attempts, 'has' | 'all'>;
  readonly spool: Pick<Spool, 'holds'>;
  readonly reports: ReportWriter;
  readonly outbox: Pick<ReportOutbox, 'finish' | 'started'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Compares what the database has running here with what is in the hands of this worker, and reports the difference. */
export class AttemptAudit {
  constructor(private readonly parts: AttemptAuditParts) {}

  async answer(listed: readonly AttemptKey[]): Promise<void> {
    const { attempts, spool } = this.parts;
    const missing = listed.filter((attempt) => !attempts.has(attempt) && !spool.holds(attempt));
    for (const attempt of missing) await this.reportLost(attempt);
    const known = new Set(listed.map(keyOf));
    const before = this.parts.clock.now().getTime() - runningForMs;
    for (const { key, dispatch, startedAt } of attempts.all()) {
      const isOld = startedAt !== undefined && startedAt.getTime() < before;
      // Refused if it is not this worker's any more, and then it is told to stop.
      if (isOld && !known.has(key)) this.parts.outbox.started(this.parts.reports.started(dispatch));
    }
  }

  private async reportLost(attempt: AttemptKey): Promise<void> {
    const { outbox, reports, logger } = this.parts;
    const failure = { kind: 'worker_lost', message: 'the worker does not have the attempt' } as const;
    const ending = { outcome: 'lost', startedAt: null, exitCode: null, result: null, failure } as const;
    logger.warn(attempt, 'an attempt that the database has running here is not: it is reported lost');
    await outbox.finish(reports.finished(attempt, ending), Promise.resolve());
  }
}
