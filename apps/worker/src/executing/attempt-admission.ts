import type { DispatchMessage } from '@orrery/contracts';
import type { Delivery } from '@orrery/messaging';
import { withTrace, type Logger } from '@orrery/runtime';
import type { ClaimBatcher } from '../claiming/claim-batcher.js';
import type { LogShipper } from '../logs/log-shipper.js';
import type { Spool } from '../spool/spool.js';
import type { AttemptRunner } from './attempt-runner.js';
import { Attempt } from './attempt.js';
import type { Attempts } from './attempts.js';

export interface AttemptAdmissionParts {
  readonly attempts: Attempts;
  readonly spool: Spool;
  readonly claims: ClaimBatcher;
  readonly runner: AttemptRunner;
  readonly logs: LogShipper;
  readonly logger: Logger;
}

/** Takes an attempt over: into the spool first, then a claim where the task is not idempotent, then its execution. */
export class AttemptAdmission {
  constructor(private readonly parts: AttemptAdmissionParts) {}

  /** Resolves when the attempt stands in the spool; `ended` settles when its execution is over. @throws when it cannot be spooled. */
  async admit(
    dispatch: DispatchMessage,
    delivery: Pick<Delivery, 'headers'>,
  ): Promise<{ ended: Promise<unknown> }> {
    const { attempts, spool, logs } = this.parts;
    // Delivered twice: what is in hand, or waits for its confirmation, answers for both.
    if (attempts.has(dispatch) || spool.holds(dispatch)) return { ended: Promise.resolve() };
    const attempt = new Attempt(dispatch, logs.open(dispatch.runId, dispatch.attempt));
    attempts.add(attempt);
    try {
      await spool.accepted(dispatch);
    } catch (error) {
      attempts.remove(attempt);
      throw error;
    }
    return { ended: withTrace(delivery.headers['traceparent'], () => this.carryOut(attempt)) };
  }

  private async carryOut(attempt: Attempt): Promise<void> {
    const { attempts, spool, runner, logger } = this.parts;
    const { dispatch } = attempt;
    try {
      const reported = (await this.mayStart(attempt)) && (await runner.run(attempt));
      if (!reported) await spool.dropped(dispatch);
    } catch (error) {
      logger.error({ err: error, runId: dispatch.runId }, 'carrying out an attempt failed');
    } finally {
      attempts.remove(attempt);
    }
  }

  /** A drained attempt goes on to its report, so that the master dispatches it again at once. */
  private async mayStart(attempt: Attempt): Promise<boolean> {
    const { runId, attempt: number, idempotent } = attempt.dispatch;
    if (idempotent || attempt.isGivenBack) return true;
    if (await this.parts.claims.claim(runId, number)) return true;
    return attempt.isGivenBack;
  }
}
