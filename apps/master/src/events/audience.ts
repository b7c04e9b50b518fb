import type { PublishOutcome } from '@orrery/messaging';
import type { RunState } from '@orrery/domain';

/** For so long nobody is told what nobody listened to; whoever begins to listen reads the present state anyway. */
const deafMs = 1_000;

/** Remembers which states of runs nobody listens to, so that a busy installation does not write events for nobody. */
export class Audience {
  readonly #deafUntilMs = new Map<RunState, number>();

  mayListenTo(state: RunState): boolean {
    return performance.now() >= (this.#deafUntilMs.get(state) ?? 0);
  }

  /** What became of an event about the state. */
  learn(state: RunState, outcome: PublishOutcome): void {
    if (outcome === 'unroutable') this.#deafUntilMs.set(state, performance.now() + deafMs);
  }
}
