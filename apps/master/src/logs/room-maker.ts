import { Injectable } from '@nestjs/common';
import { attemptOf, seqOf } from '@orrery/contracts';
import { Clock } from '@orrery/domain';
import { Database } from '@orrery/persistence';
import { messageOf } from '@orrery/runtime';
import type { LoopStep } from '../loops/loop-steps.js';
import { LogShorteningStore, type TakenShortening } from '../persistence/stores/log-shortening.store.js';
import type { BlockPlace } from './stores/block-name.js';
import type { LogBlock } from './log-block.js';
import { RunLogQuota } from './run-log-quota.js';

/** A round begins no further step so long after its first one; it may take long to learn what there is. */
const roundMs = 2_000;
/** One step may have to wait for a slow place several times. Whoever takes longer is taken for dead. */
const stalledAfterMs = 600_000;
const firstPauseMs = 1_000;
const longestPauseMs = 3_600_000;

/**
 * Makes room in the logs of runs whose next attempt has begun, beside their intake. Which these are stands in the database:
 * any master does it, whoever took in their chunks.
 */
@Injectable()
export class RoomMaker {
  constructor(
    private readonly quota: RunLogQuota,
    private readonly database: Database,
    private readonly shortenings: LogShorteningStore,
    private readonly clock: Clock,
  ) {}

  /** Takes note of attempts that begin with one of these blocks. */
  async note(blocks: readonly LogBlock[]): Promise<void> {
    const newest = new Map<string, number>();
    for (const { runId, firstSeq } of blocks.filter(beginsLaterAttempt)) {
      newest.set(runId, Math.max(newest.get(runId) ?? 0, firstSeq));
    }
    if (newest.size === 0) return;
    const all = [...newest].map(([runId, newestSeq]) => ({ runId, newestSeq }));
    await this.database.transaction((session) => this.shortenings.add(session, all, this.clock.now()));
  }

  steps(): LoopStep[] {
    return [{ name: 'log-room', intervalMs: 1_000, stalledAfterMs, step: () => this.runOnce() }];
  }

  /** Makes room for those that wait, one after the other; what takes long goes on in a later round. @throws the first failure. */
  async runOnce(): Promise<void> {
    let startedMs: number | undefined;
    const goesOn = () => performance.now() - (startedMs ??= performance.now()) < roundMs;
    do {
      const taken = await this.database.transaction((session) =>
        this.shortenings.take(session, this.clock.now(), this.#after(stalledAfterMs)),
      );
      if (!taken) return;
      await this.#makeRoom(taken, goesOn);
    } while (goesOn());
  }

  async #makeRoom(taken: TakenShortening, goesOn: () => boolean): Promise<void> {
    let isDone: boolean;
    try {
      isDone = await this.quota.makeRoom(taken.runId, taken.newestSeq, goesOn);
    } catch (error) {
      throw await this.#putOff(taken, error);
    }
    if (isDone) {
      await this.database.transaction((session) => this.shortenings.end(session, taken, this.clock.now()));
    } else {
      await this.#again(taken.runId, 0, this.clock.now());
    }
  }

  /** Behind the others, each time for longer: a place may never let anything be removed. */
  async #putOff({ runId, tries }: TakenShortening, error: unknown): Promise<Error> {
    const retryAt = this.#after(Math.min(firstPauseMs * 2 ** tries, longestPauseMs));
    await this.#again(runId, tries + 1, retryAt);
    const until = `until it is tried again at ${retryAt.toISOString()}`;
    return new Error(`run ${runId} keeps more of its log than its quota ${until}: ${messageOf(error)}`, {
      cause: error,
    });
  }

  async #again(runId: string, tries: number, dueAt: Date): Promise<void> {
    await this.database.run((session) => this.shortenings.putOff(session, runId, { tries, dueAt }));
  }

  #after(ms: number): Date {
    return new Date(this.clock.now().getTime() + ms);
  }
}

function beginsLaterAttempt({ firstSeq }: BlockPlace): boolean {
  const attempt = attemptOf(firstSeq);
  return attempt > 1 && firstSeq === seqOf(attempt, 1);
}
