import type { FinishedReport } from '@orrery/contracts';
import type { Execution } from '../persistence/stores/run-progress.store.js';

/** Longer than what any worker says; what is longer is not kept. */
const longestDetails = 16_384;

/** How attempts that ended were executed, of those whose workers say it. */
export function executionsOf(finished: readonly FinishedReport[]): Execution[] {
  return finished.flatMap(({ runId, attempt, execution }) => {
    if (typeof execution !== 'object' || execution === null) return [];
    const details = JSON.stringify(execution);
    return details.length > longestDetails ? [] : [{ runId, attempt, details }];
  });
}
