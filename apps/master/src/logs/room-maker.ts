import { Injectable } from '@nestjs/common';
import { attemptOf, seqOf } from '@orrery/contracts';
import { messageOf } from '@orrery/runtime';
import type { LoopStep } from '../loops/loop-steps.js';
import { MasterLogger } from '../master-logger.js';
import type { BlockPlace } from './stores/block-name.js';
import type { LogBlock } from './log-block.js';
import { RunLogQuota } from './run-log-quota.js';

/** Runs that may wait: the oldest ones are forgotten then, until their next attempts. */
const mostWaiting = 10_000;
const mostTries = 10;
/** A round begins no further step so long after its first one; it may take long to learn what there is. */
const roundMs = 2_000;
/** One step may have to wait for a slow place several times. */
const stalledAfterMs = 600_000;

interface WaitingRun {
  /** Where its newest attempt begins. */
  readonly newestSeq: number;
  readonly tries: number;
}

/**
 * Makes room in the logs of runs whose next attempt has begun, beside their intake, which it neither holds up nor fails. Runs
 * are remembered in memory: what a stopped master has not done is done when the run's next attempt begins.
 */
@Injectable()
export class RoomMaker {
  readonly #waiting = new Map<string, WaitingRun>();

  constructor(
    private readonly quota: RunLogQuota,
    private readonly log: MasterLogger,
  ) {}

  /** Takes note of attempts that begin with one of these blocks. */
  note(blocks: readonly LogBlock[]): void {
    for (const { runId, firstSeq } of blocks.filter(beginsLaterAttempt)) {
      const { newestSeq } = this.#waiting.get(runId) ?? { newestSeq: 0 };
      this.#waiting.set(runId, { newestSeq: Math.max(newestSeq, firstSeq), tries: 0 });
    }
    for (const runId of this.#waiting.keys()) {
      if (this.#waiting.size <= mostWaiting) return;
      this.#waiting.delete(runId);
    }
  }

  steps(): LoopStep[] {
    return [{ name: 'log-room', intervalMs: 1_000, stalledAfterMs, step: () => this.runOnce() }];
  }

  /** Makes room for those that wait, one after the other; what takes long goes on in the next round. @throws the first failure. */
  async runOnce(): Promise<void> {
    let startedMs: number | undefined;
    const goesOn = () => performance.now() - (startedMs ??= performance.now()) < roundMs;
    for (const [runId, run] of [...this.#waiting]) {
      await this.#makeRoom(runId, run, goesOn);
      if (!goesOn()) return;
    }
  }

  async #makeRoom(runId: string, run: WaitingRun, goesOn: () => boolean): Promise<void> {
    this.#waiting.delete(runId);
    try {
      const isDone = await this.quota.makeRoom(runId, run.newestSeq, goesOn);
      if (!isDone) this.#again(runId, { ...run, tries: 0 });
    } catch (error) {
      const tries = run.tries + 1;
      if (tries < mostTries) this.#again(runId, { ...run, tries });
      else
        this.log.logger.warn(
          `run ${runId} keeps more of its log than its quota until its next attempt: ${messageOf(error)}`,
        );
      throw error;
    }
  }

  /** Behind the others; a newer attempt may have begun meanwhile. */
  #again(runId: string, run: WaitingRun): void {
    if (!this.#waiting.has(runId)) this.#waiting.set(runId, run);
  }
}

function beginsLaterAttempt({ firstSeq }: BlockPlace): boolean {
  const attempt = attemptOf(firstSeq);
  return attempt > 1 && firstSeq === seqOf(attempt, 1);
}
