import type { PublishOutcome } from '@orrery/messaging';

/** For so long nobody is told what nobody listened to; whoever begins to listen reads the present state anyway. */
const deafMs = 1_000;

/** Remembers which states of runs, or of workflow runs, nobody listens to, so that a busy installation does not write events for nobody. */
export class Audience {
  readonly #deafUntilMs = new Map<string, number>();

  mayListenTo(state: string): boolean {
    return performance.now() >= (this.#deafUntilMs.get(state) ?? 0);
  }

  /** What became of an event about the state. */
  learn(state: string, outcome: PublishOutcome): void {
    if (outcome === 'unroutable') this.#deafUntilMs.set(state, performance.now() + deafMs);
  }
}
