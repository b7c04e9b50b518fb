import { Injectable } from '@nestjs/common';
import { Broker } from '@orrery/messaging';

/** Without a flush of heartbeats for so long, this master is deaf. */
const longestGapMs = 4_000;
/** The clock of the database went otherwise than ours by more than this: it was set. */
const clockJumpMs = 2_000;

/**
 * How long this master has been able to hear heartbeats without a break. While the broker or the database is away all
 * workers seem silent, and so they do when the clock of the database was put forward; who was deaf until a moment ago must
 * not declare anybody lost.
 */
@Injectable()
export class HearingHealth {
  #hearingSinceMs = performance.now();
  #lastGoodMs = performance.now();
  /** How far the clock of the database was ahead of ours. */
  #aheadMs: number | undefined;

  constructor(broker: Broker) {
    broker.onConnectionChange(() => this.interrupted());
  }

  interrupted(): void {
    this.#hearingSinceMs = performance.now();
  }

  /** Called after each flush of heartbeats that reached the database, with its time. */
  heard(nowAt: Date): void {
    const aheadMs = nowAt.getTime() - performance.now();
    const jumped = Math.abs(aheadMs - (this.#aheadMs ?? aheadMs)) > clockJumpMs;
    this.#aheadMs = aheadMs;
    if (jumped || this.#isDeaf()) this.interrupted();
    this.#lastGoodMs = performance.now();
  }

  /** 0 while this master is deaf, be it because this process stood still. */
  hearingForMs(): number {
    return this.#isDeaf() ? 0 : performance.now() - this.#hearingSinceMs;
  }

  #isDeaf(): boolean {
    return performance.now() - this.#lastGoodMs > longestGapMs;
  }
}
