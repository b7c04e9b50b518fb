import { messageOf, retryWithBackoff } from '@orrery/runtime';
import { EngineAway } from './engine-errors.js';

const firstBackoffMs = 100;
const longestBackoffMs = 2_000;

export interface Patience {
  /** How long the engine may be away. */
  readonly limitMs: number;
  /** Told once when it is away. */
  readonly onAway?: (reason: string) => void;
  /** Told when it answers again. */
  readonly onBack?: (awayMs: number) => void;
  /** Ends the trying with its reason. */
  readonly signal?: AbortSignal;
}

/** Asks the engine again and again while it is away. @throws EngineAway after the limit, at once what it refuses. */
export async function patiently<T>(
  { limitMs, onAway, onBack, signal }: Patience,
  ask: () => Promise<T>,
): Promise<T> {
  const startMs = performance.now();
  let wasAway = false;
  const answer = await retryWithBackoff(
    {
      initialMs: firstBackoffMs,
      maxMs: longestBackoffMs,
      signal,
      shouldRetry: (error) => error instanceof EngineAway && performance.now() - startMs < limitMs,
      onWait: (error) => {
        if (!wasAway) onAway?.(messageOf(error));
        wasAway = true;
      },
    },
    ask,
  );
  if (wasAway) onBack?.(Math.round(performance.now() - startMs));
  return answer;
}
