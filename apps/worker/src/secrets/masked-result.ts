import type { Attempt } from '../executing/attempt.js';
import type { ExecutionResult } from '../executing/execution-result.js';

/** What came of an attempt, its secrets hidden in its result and its failure. */
export function maskedResult(executed: ExecutionResult, attempt: Pick<Attempt, 'masked'>): ExecutionResult {
  if (executed.outcome === 'ended') return executed;
  const result = attempt.masked(executed.result);
  if (executed.outcome === 'succeeded') return { ...executed, result };
  const { failure } = executed;
  return { ...executed, result, failure: { ...failure, message: attempt.masked(failure.message) } };
}
