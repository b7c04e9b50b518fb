import { setImmediate as nextTurn } from 'node:timers/promises';
import { firstStepMs, type Clock } from '@orrery/domain';
import type { Attempt } from '../executing/attempt.js';
import { ProcessForest } from './process-forest.js';
import { SampledAttempt, type SendSamples } from './sampled-attempt.js';
import type { UsageSource } from './usage-source.js';

/** After this, between two attempts, a round lets others have their turn. */
const turnMs = 5;
/** Of the time at most a twentieth goes into looking. */
const restRatio = 19;

/**
 * Looks at what the attempts of this worker take, all of them in one round a second. An attempt that is over before its first
 * step is costs nothing but being noted.
 */
export class AttemptSampler {
  private readonly watched = new Set<SampledAttempt>();
  private isLooking = false;

  constructor(
    private readonly clock: Clock,
    private readonly send: SendSamples,
  ) {}

  /** Looks until it is told to stop, by what it returns. */
  watch(attempt: Attempt, source: UsageSource): () => void {
    const sampled = new SampledAttempt(attempt, source, this.clock.now(), performance.now());
    this.watched.add(sampled);
    this.lookLater(firstStepMs);
    return () => {
      sampled.stop();
      this.watched.delete(sampled);
    };
  }

  private lookLater(ms: number): void {
    if (this.isLooking || this.watched.size === 0) return;
    this.isLooking = true;
    setTimeout(() => void this.look(), ms).unref();
  }

  private async look(): Promise<void> {
    const beginMs = performance.now();
    const spentMs = await this.round();
    this.isLooking = false;
    this.lookLater(Math.max(firstStepMs - (performance.now() - beginMs), restRatio * spentMs));
  }

  /** Returns how long it took, what went on in between not counted. */
  private async round(): Promise<number> {
    let seen: ProcessForest | undefined;
    const forest = () => (seen ??= new ProcessForest());
    let [spentMs, turnBeganMs] = [0, performance.now()];
    for (const sampled of this.watched) {
      const nowMs = performance.now();
      if (nowMs - turnBeganMs > turnMs) {
        spentMs += nowMs - turnBeganMs;
        await nextTurn();
        turnBeganMs = performance.now();
      }
      if (sampled.isDue(nowMs)) sampled.look(performance.now(), forest);
      sampled.sendDue(nowMs, this.send);
    }
    return spentMs + performance.now() - turnBeganMs;
  }
}
