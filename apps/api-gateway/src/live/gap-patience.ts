import type { LogGapDto } from '@orrery/contracts';

/** Longer than it takes until a chunk that another master has taken is stored. */
const patienceMs = 2_000;

/**
 * Says of a gap in a log whether its lines may be on their way still: two masters may store chunks in another order than they
 * were sent in.
 */
export class GapPatience {
  #from = 0;
  #sinceMs = 0;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  mayFill({ from }: LogGapDto): boolean {
    if (from !== this.#from) [this.#from, this.#sinceMs] = [from, this.nowMs()];
    return this.nowMs() - this.#sinceMs < patienceMs;
  }
}
