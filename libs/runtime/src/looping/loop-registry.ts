/** What one loop says of itself. */
export interface LoopHealth {
  readonly name: string;
  /** When a step last ended, well or badly; undefined before the first one. */
  readonly lastProgressAt?: Date;
  /** Milliseconds since a step last ended, or since the start. */
  readonly ageMs: number;
  /** No step has ended for longer than the loop allows. */
  readonly stalled: boolean;
  /** Message of the last step when it failed. */
  readonly lastError?: string;
}

/** Anything that can be asked whether it makes progress. */
export interface Progressing {
  health(): LoopHealth;
}

/** Knows the running loops of one app, so that liveness means "each loop makes progress". */
export class LoopRegistry {
  readonly #loops = new Set<Progressing>();

  add(loop: Progressing): void {
    this.#loops.add(loop);
  }

  remove(loop: Progressing): void {
    this.#loops.delete(loop);
  }

  health(): LoopHealth[] {
    return [...this.#loops].map((loop) => loop.health());
  }
}
