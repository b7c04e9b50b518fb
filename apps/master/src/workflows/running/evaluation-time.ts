/** Expressions may be costly: a transaction that holds locks works on them for so long, and goes on in the next one. */
const mostSpentMs = 500;

/** What waits for the database is not put off for that, or would wait again; but locks are not held for longer than this. */
const mostInAllMs = 10_000;

/** How long a transaction works on expressions. What it waits for meanwhile, the database above all, does not count. */
export class EvaluationTime {
  readonly #startMs: number;
  #spentMs = 0;

  /** @param nowMs a clock that never jumps. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.#startMs = nowMs();
  }

  /** What is left to be evaluated is for another transaction. */
  get isUp(): boolean {
    return this.#spentMs > mostSpentMs || this.nowMs() - this.#startMs > mostInAllMs;
  }

  /** Does the work, which counts whatever comes of it. */
  spend<Result>(work: () => Result): Result {
    const startMs = this.nowMs();
    try {
      return work();
    } finally {
      this.#spentMs += this.nowMs() - startMs;
    }
  }
}
