/** How handlers of events are tried again. */
export interface RetryPace {
  /** First wait after a failure, in milliseconds. */
  readonly initialMs: number;
  /** Longest wait between tries while something is away. */
  readonly maxMs: number;
  /** After this long the messages go back to the queue (and count towards the delivery limit). Well below the broker's consumer timeout. */
  readonly holdMs: number;
}

export const defaultRetryPace: RetryPace = { initialMs: 500, maxMs: 1_000, holdMs: 300_000 };

/** Waits, but no longer than until `signal` aborts. */
export function pauseFor(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    signal.addEventListener('abort', done);
  });
}
