import type { Session } from '@orrery/persistence';
import type { RunEnd } from '../persistence/stores/run-progress.store.js';
import type { RunRow } from '../persistence/stores/run-row.js';
import type { AttemptEnding } from './run-ender.js';

/** What a batch did to attempts: rows as they were before, ends where the run is over. */
export interface EndedAttempts {
  /** Every run whose attempt ended, as it was locked. */
  readonly runs: readonly RunRow[];
  /** How each of these attempts ended. */
  readonly endings: readonly AttemptEnding[];
  /** Those among them that are over. The others are pending again as their next attempt. */
  readonly ends: readonly RunEnd[];
}

/** Something that goes on when runs end: in the same transaction, so that no end is followed twice or never. */
export abstract class RunFollower {
  /** Resolves to how many runs may go out by it. */
  abstract attemptsEnded(session: Session, ended: EndedAttempts): Promise<number>;
}
