import type { Clock } from '@orrery/domain';
import { messageOf, type Logger } from '@orrery/runtime';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { LogShipper } from '../logs/log-shipper.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { ReportWriter } from '../reporting/report-writer.js';
import type { AttemptEvents } from './attempt-events.js';
import { AttemptWatch } from './attempt-watch.js';
import type { Attempt } from './attempt.js';
import { describeEnd } from './end-reason.js';
import { endingOf } from './ending-of.js';
import { ProgressReporter } from './progress-reporter.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import type { Executor } from './executor.js';
import type { Executors } from './executors.js';

export interface AttemptRunnerParts {
  readonly executors: Executors;
  readonly reports: ReportWriter;
  readonly outbox: ReportOutbox;
  readonly logs: LogShipper;
  readonly events: AttemptEvents;
  readonly identity: WorkerIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Executes one attempt that may start: watches its time, writes its log's own lines, and reports how it ended. */
export class AttemptRunner {
  constructor(private readonly parts: AttemptRunnerParts) {}

  /**
   * Resolves when the execution is over; spooling and sending the report go on by themselves. Tells whether there is a
   * report: an attempt that was taken from this worker has none.
   */
  async run(attempt: Attempt): Promise<boolean> {
    const startMs = performance.now();
    const result = await this.execute(attempt);
    const ending = endingOf(result, attempt.endReason, attempt.startedAt);
    if (ending === undefined) return false;
    const { outbox, logs, reports, events, logger } = this.parts;
    const { runId, kind } = attempt.dispatch;
    events.ended({ kind, outcome: ending.outcome, durationMs: performance.now() - startMs });
    outbox
      .finish(
        reports.finished(attempt.dispatch, ending),
        attempt.log.isEmpty ? undefined : logs.flush(attempt.log),
      )
      .catch((error: unknown) => {
        logger.error({ err: error, runId }, 'report not handed over; it is sent after the next start');
      });
    return true;
  }

  private async execute(attempt: Attempt): Promise<ExecutionResult> {
    const executor = this.parts.executors.find(attempt.dispatch.kind);
    if (attempt.endReason !== undefined) return { outcome: 'ended' };
    if (executor === undefined) return this.refuse(attempt);
    return await this.watched(attempt, executor);
  }

  private async watched(attempt: Attempt, executor: Executor): Promise<ExecutionResult> {
    const { outbox, reports, identity, clock } = this.parts;
    const { dispatch, log } = attempt;
    attempt.startedAt = clock.now();
    if (dispatch.idempotent) outbox.started(reports.started(dispatch));
    if (executor.narrates)
      log.append('system', `started on worker ${identity.id} (attempt ${dispatch.attempt})`);
    const watch = new AttemptWatch(attempt, () => {
      log.append('system', `overdue: still running after ${dispatch.timeoutMs} ms`);
      outbox.send(reports.overdue(dispatch));
    });
    const progress = new ProgressReporter((fraction, message) =>
      outbox.send(reports.progress(dispatch, fraction, message)),
    );
    attempt.onProgress((fraction, message) => {
      watch.signOfLife();
      progress.report(fraction, message);
    });
    attempt.onEnd(() => log.append('system', describeEnd(attempt.endReason!)));
    try {
      return await executor.execute(attempt);
    } catch (error) {
      return this.faulty(attempt, error);
    } finally {
      watch.stop();
      progress.stop();
    }
  }

  private refuse({ dispatch, log }: Attempt): ExecutionResult {
    const message = `worker ${this.parts.identity.id} cannot run tasks of kind "${dispatch.kind}"`;
    log.append('system', message);
    return failedWith({ kind: 'refused', message });
  }

  private faulty({ dispatch, log }: Attempt, error: unknown): ExecutionResult {
    this.parts.logger.error({ err: error, runId: dispatch.runId }, 'executing an attempt failed');
    log.append('system', `the worker could not run it: ${messageOf(error)}`);
    return failedWith({ kind: 'spawn', message: messageOf(error) });
  }
}
