/**
 * How long to wait before the next start: doubles from `initialMs` to `maxMs`, and begins anew after a life of at least
 * `stableAfterMs`.
 */
export class RestartBackoff {
  #nextMs;

  constructor({ initialMs = 500, maxMs = 30_000, stableAfterMs = 60_000 } = {}) {
    this.limits = { initialMs, maxMs, stableAfterMs };
    this.#nextMs = initialMs;
  }

  afterLifeOf(livedMs) {
    const { initialMs, maxMs, stableAfterMs } = this.limits;
    const waitMs = livedMs >= stableAfterMs ? initialMs : this.#nextMs;
    this.#nextMs = Math.min(waitMs * 2, maxMs);
    return waitMs;
  }
}
