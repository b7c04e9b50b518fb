import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import type { Attempts } from '../executing/attempts.js';
import type { WorkIntake } from '../intake/work-intake.js';
import type { Lease } from './lease.js';

/** Grants that wait in the socket of a busy process are read first. */
const secondLookMs = 20;

/**
 * Keeps this worker to its lease: nothing is taken before a master has confirmed this life, nor when that was long ago, and
 * what must not run twice is ended before the lease is over: then it may begin elsewhere. What waits for its claim goes on
 * waiting; it is granted under a lease that is held, or not at all.
 */
export class SelfFence {
  private isClosed = false;

  constructor(
    private readonly lease: Pick<Lease, 'verdict'>,
    private readonly attempts: Pick<Attempts, 'all'>,
    private readonly intake: Pick<WorkIntake, 'pause' | 'resume'>,
    private readonly logger: Logger,
  ) {}

  /** Nothing is taken from now on until a master confirms this worker. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.intake.pause('lease');
  }

  async runOnce(): Promise<{ fenced: number }> {
    if (this.lease.verdict !== 'held') await sleep(secondLookMs);
    const { verdict } = this.lease;
    if (verdict === 'held') {
      this.open();
      return { fenced: 0 };
    }
    const fenced = verdict === 'waning' ? 0 : this.endOwn();
    if (!this.isClosed) {
      this.logger.warn('no master has confirmed this worker for long: it takes nothing new');
      await this.close();
    }
    return { fenced };
  }

  private endOwn(): number {
    const own = this.attempts
      .all()
      .filter(({ dispatch, endReason, startedAt }) => !dispatch.idempotent && !endReason && startedAt);
    for (const attempt of own) attempt.end({ kind: 'fenced' });
    if (own.length > 0) {
      this.logger.warn(
        { ended: own.length },
        'the lease of this worker ends: its runs of tasks that are not idempotent are ended',
      );
    }
    return own.length;
  }

  private open(): void {
    if (!this.isClosed) return;
    this.isClosed = false;
    this.intake.resume('lease');
    this.logger.info('a master confirms this worker: it takes work');
  }
}
