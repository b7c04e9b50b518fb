/** What one request may cost: a log can be as long as its quota, and the logs of a task as long as its history. */
const mostBytes = 48 * 1024 * 1024;
const mostMs = 1_500;

/** Says when a request has read enough and the rest is for the next one. */
export class ReadBudget {
  #bytes = 0;
  readonly #startMs = performance.now();

  constructor(
    private readonly limits: { readonly bytes: number; readonly ms: number } = {
      bytes: mostBytes,
      ms: mostMs,
    },
  ) {}

  spend(bytes: number): void {
    this.#bytes += bytes;
  }

  get isSpent(): boolean {
    return this.#bytes >= this.limits.bytes || performance.now() - this.#startMs >= this.limits.ms;
  }
}
