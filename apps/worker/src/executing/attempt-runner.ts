import { columnsOf, type Clock } from '@orrery/domain';
import { messageOf, type Logger } from '@orrery/runtime';
import type { WorkerIdentity } from '../identity/worker-identity.js';
import type { LogShipper } from '../logs/log-shipper.js';
import type { ReportOutbox } from '../reporting/report-outbox.js';
import type { ReportWriter } from '../reporting/report-writer.js';
import type { AttemptEvents } from './attempt-events.js';
import { maskedResult } from '../secrets/masked-result.js';
import type { SecretRequests } from '../secrets/secret-requests.js';
import { AttemptWatch } from './attempt-watch.js';
import type { Attempt } from './attempt.js';
import { CheckpointReporter, type NumberedCheckpoint } from './checkpoint-reporter.js';
import { describeEnd, isNobodys } from './end-reason.js';
import { endingOf } from './ending-of.js';
import { ProgressReporter } from './progress-reporter.js';
import { failedWith, type ExecutionResult } from './execution-result.js';
import type { Executor } from './executor.js';
import type { Executors } from './executors.js';

export interface AttemptRunnerParts {
  readonly executors: Executors;
  readonly secrets: SecretRequests;
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
    const ended = endingOf(result, attempt.endReason, attempt.startedAt);
    if (ended === undefined) return false;
    const { execution, samples } = attempt;
    const ending =
      execution === undefined ? ended : { ...ended, execution, samples: samples && columnsOf(samples) };
    const { outbox, logs, reports, events, logger } = this.parts;
    const { runId, kind } = attempt.dispatch;
    const durationMs = performance.now() - startMs;
    events.ended({ kind, outcome: ending.outcome, durationMs, resources: execution?.resources });
    outbox
      .finish(reports.finished(attempt.dispatch, ending, attempt.unstored), logs.finish(attempt.log))
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
      outbox.send(reports.progress(dispatch, fraction, attempt.masked(message))),
    );
    attempt.onProgress((fraction, message) => {
      watch.signOfLife();
      progress.report(fraction, message);
    });
    const checkpoints = new CheckpointReporter((checkpoint) =>
      outbox.store(reports.checkpoint(dispatch, maskedCheckpoint(attempt, checkpoint))),
    );
    attempt.onCheckpoint((value) => {
      watch.signOfLife();
      return checkpoints.keep(value);
    });
    attempt.onEnd(() => {
      log.append('system', describeEnd(attempt.endReason!));
      if (isNobodys(attempt.endReason!)) checkpoints.stop();
    });
    try {
      return maskedResult(await this.carryOut(attempt, executor), attempt);
    } finally {
      watch.stop();
      progress.stop();
      checkpoints.stop();
      const { open } = checkpoints;
      attempt.unstored = open && maskedCheckpoint(attempt, open);
    }
  }

  private async carryOut(attempt: Attempt, executor: Executor): Promise<ExecutionResult> {
    try {
      const refused = await this.parts.secrets.equip(attempt);
      if (refused !== undefined) return refused;
      return attempt.endReason === undefined ? await executor.execute(attempt) : { outcome: 'ended' };
    } catch (error) {
      return this.faulty(attempt, error);
    }
  }

  private refuse({ dispatch, log }: Attempt): ExecutionResult {
    const message = `worker ${this.parts.identity.id} cannot run tasks of kind "${dispatch.kind}"`;
    log.append('system', message);
    return failedWith({ kind: 'refused', message });
  }

  private faulty(attempt: Attempt, error: unknown): ExecutionResult {
    const { dispatch, log } = attempt;
    const reason = attempt.masked(messageOf(error));
    // What was thrown may speak of secrets in more than its message.
    const told = dispatch.secrets === undefined ? { err: error } : { reason };
    this.parts.logger.error({ ...told, runId: dispatch.runId }, 'executing an attempt failed');
    log.append('system', `the worker could not run it: ${reason}`);
    return failedWith({ kind: 'spawn', message: reason });
  }
}

function maskedCheckpoint(attempt: Attempt, { value, seq }: NumberedCheckpoint): NumberedCheckpoint {
  return { value: attempt.masked(value), seq };
}
