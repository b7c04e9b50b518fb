import type { Logger } from '@orrery/runtime';
import type { ClaimBatcher } from '../claiming/claim-batcher.js';
import type { Attempts } from '../executing/attempts.js';

/** A process tree takes the grace of its task to end, and then KILL. */
const END_LIMIT_MS = 15_000;

/**
 * Empties the worker's hands: what has not begun is given back at once, what runs may finish within `drainMs` and is then
 * ended; both are reported lost, so that the master dispatches them again.
 */
export async function stopAttempts(
  { attempts, claims }: { readonly attempts: Attempts; readonly claims: ClaimBatcher },
  drainMs: number,
  logger: Logger,
): Promise<void> {
  for (const attempt of attempts.all()) {
    if (attempt.startedAt === undefined) attempt.end({ kind: 'drained' });
  }
  claims.stop();
  if (await attempts.empty(drainMs)) return;
  logger.warn({ attempts: attempts.size, drainMs }, 'attempts still running after the drain; they are ended');
  for (const attempt of attempts.all()) attempt.end({ kind: 'drained' });
  await attempts.empty(END_LIMIT_MS);
}
