import { setTimeout as sleep } from 'node:timers/promises';

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Told before each wait, e.g. to log it. */
  readonly onWait?: (error: unknown, delayMs: number, attempt: number) => void;
  /** Ends the trying: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** An error for which this is false is thrown at once. Default: every error is worth another try. */
  readonly shouldRetry?: (error: unknown) => boolean;
}

/** Calls `fn` until it succeeds, waiting ever longer (doubling, with jitter) between the tries. */
export async function retryWithBackoff<T>(
  options: BackoffOptions,
  fn: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await fn(attempt);
    } catch (error) {
      if (options.shouldRetry && !options.shouldRetry(error)) throw error;
      options.signal?.throwIfAborted();
      const delayMs = jittered(Math.min(options.maxMs, options.initialMs * 2 ** Math.min(attempt - 1, 30)));
      options.onWait?.(error, delayMs, attempt);
      await pause(delayMs, options.signal);
    }
  }
}

/** Between half and the whole of `delayMs`, so that many waiters do not come back at the same moment. */
export function jittered(delayMs: number): number {
  return Math.max(1, Math.round(delayMs * (0.5 + Math.random() / 2)));
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
