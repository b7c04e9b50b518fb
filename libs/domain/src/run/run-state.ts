export const runStates = [
  'pending',
  'dispatched',
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'lost',
  'skipped',
] as const;
export type RunState = (typeof runStates)[number];

/**
 * The life of a run. A failed, timed-out or lost attempt with a retry left goes back to `pending` with the next
 * attempt number. A run of a workflow is never dispatched: it is running when it may go. A state without successors is terminal and never changes.
 */
export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  pending: ['dispatched', 'running', 'cancelled', 'timed_out', 'skipped'],
  dispatched: ['pending', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled', 'lost'],
  running: ['pending', 'succeeded', 'failed', 'timed_out', 'cancelled', 'lost'],
  succeeded: [],
  failed: [],
  timed_out: [],
  cancelled: [],
  lost: [],
  skipped: [],
};

export function isTerminal(state: RunState): boolean {
  return runTransitions[state].length === 0;
}

/** States from which a run may go to `target`; the guard of the UPDATE that takes it there. */
export function statesLeadingTo(target: RunState): RunState[] {
  return runStates.filter((state) => runTransitions[state].includes(target));
}

export const terminalRunStates: readonly RunState[] = runStates.filter(isTerminal);

/** How an attempt can end on a worker. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'lost';
