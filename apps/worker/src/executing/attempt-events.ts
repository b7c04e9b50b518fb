import type { FinishedReport } from '@orrery/contracts';
import type { ResourceUse } from '@orrery/domain';

/** An attempt whose execution is over. */
export interface EndedAttempt {
  readonly kind: string;
  readonly outcome: FinishedReport['outcome'];
  readonly durationMs: number;
  /** What its programs took, as far as the machine can tell. */
  readonly resources: ResourceUse | undefined;
}

/** Tells whoever listens (metrics, tests) what happens to attempts. */
export class AttemptEvents {
  private readonly listeners: ((attempt: EndedAttempt) => void)[] = [];

  onEnded(listener: (attempt: EndedAttempt) => void): void {
    this.listeners.push(listener);
  }

  ended(attempt: EndedAttempt): void {
    for (const listener of this.listeners) listener(attempt);
  }
}
