import { Injectable } from '@nestjs/common';
import { Broker } from '@orrery/messaging';

/**
 * How long this master has been able to hear heartbeats without a break. While the broker or the database is away all
 * workers seem silent; who was deaf until a moment ago must not declare anybody lost.
 */
@Injectable()
export class HearingHealth {
  #hearingSinceMs = performance.now();
  #lastGoodMs = performance.now();

  constructor(broker: Broker) {
    broker.onConnectionChange(() => this.interrupted());
  }

  interrupted(): void {
    this.#hearingSinceMs = performance.now();
  }

  /** Called after each flush of heartbeats that worked; a long gap between two is a break as well. */
  heard(longestGapMs: number): void {
    const nowMs = performance.now();
    if (nowMs - this.#lastGoodMs > longestGapMs) this.#hearingSinceMs = nowMs;
    this.#lastGoodMs = nowMs;
  }

  hearingForMs(): number {
    return performance.now() - this.#hearingSinceMs;
  }
}
