import { Injectable } from '@nestjs/common';
import { Broker } from '@orrery/messaging';

/** Without a flush of heartbeats for so long, this master is deaf. */
const longestGapMs = 4_000;

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

  /** Called after each flush of heartbeats that reached the database. */
  heard(): void {
    if (this.#isDeaf()) this.interrupted();
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
