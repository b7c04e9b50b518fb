/** Sends the signs of life of this worker. */
export abstract class HeartbeatSource {
  /** Resolves when the first one is on its way. */
  abstract start(): Promise<void>;
  /** Sends one at once, to every master. */
  abstract answer(): void;
  /** Sends the last one, which says `stopped`. Stopping twice, or before the start, is fine. */
  abstract stop(): Promise<void>;
}
