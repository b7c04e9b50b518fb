import { Injectable } from '@nestjs/common';
import { judgeLeadership, type LeadershipVerdict } from '@orrery/domain';

/** Without an own tick served for so long, a master is no longer the leader. */
const servedWithinMs = 3_000;

/** Whether this master leads, by what the broker served it and the epoch it raised. Gives economy, not correctness. */
@Injectable()
export class Leadership {
  #servedStampMs: number | undefined;
  /** Ticks sent before are no sign: somebody else was served since. */
  #newFromMs = -Infinity;
  #epoch: number | undefined;
  #refused = 0;

  /** A tick of this very process came back; counted from when it was sent. */
  served(stampMs: number): void {
    if (stampMs < this.#newFromMs) return;
    this.#servedStampMs = Math.max(stampMs, this.#servedStampMs ?? stampMs);
  }

  get verdict(): LeadershipVerdict {
    const servedAgoMs =
      this.#servedStampMs === undefined ? undefined : performance.now() - this.#servedStampMs;
    return judgeLeadership({ servedAgoMs, holdsEpoch: this.#epoch !== undefined }, servedWithinMs);
  }

  /** The epoch under which this master may write as the leader; undefined while it does not lead. */
  get epoch(): number | undefined {
    return this.verdict === 'lead' ? this.#epoch : undefined;
  }

  get isLeader(): boolean {
    return this.epoch !== undefined;
  }

  /** How many of its writes were refused because somebody else leads by now. */
  get refused(): number {
    return this.#refused;
  }

  took(epoch: number): void {
    this.#epoch = epoch;
  }

  left(): void {
    this.#epoch = undefined;
  }

  /** A write under the epoch was refused: there is a newer one, and what was served before counts no more. */
  refuted(epoch: number): void {
    this.#refused += 1;
    if (this.#epoch !== epoch) return;
    this.#epoch = undefined;
    this.#servedStampMs = undefined;
    this.#newFromMs = performance.now();
  }
}
