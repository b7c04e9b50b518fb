/** What one comparison looked at and found. */
export interface ConsistencyTally {
  readonly checked: number;
  /** Did not fit together. */
  readonly found: number;
  readonly repaired: number;
  /** What is open, for people; at most 500 characters are kept. */
  readonly detail?: string;
}

/** One comparison of two things that must fit together. Made by the leader now and then, and harmless when made twice. */
export interface ConsistencyCheck {
  /** Stable: `running-runs`. */
  readonly name: string;
  /** What is compared with what, and what is done about it, in a sentence. */
  readonly compares: string;
  runOnce(): Promise<ConsistencyTally>;
}
