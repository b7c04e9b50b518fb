/** What becomes of a node in a workflow run. */
export const nodeStates = [
  'pending',
  'ready',
  'running',
  'succeeded',
  'failed',
  'upstream_failed',
  'skipped',
  'cancelled',
  'compensating',
  'compensated',
  'compensation_failed',
] as const;
export type NodeState = (typeof nodeStates)[number];

/** How a node ends by what it does itself. */
export type NodeOutcome = 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/**
 * The state machine of a node. `ready` would start, but for a pause or the most nodes at once; `upstream_failed` could not start
 * by its rule, because of a failure. Only compensation moves a node that
 * has ended: one that succeeded, or a map some of whose items did.
 */
export const nodeTransitions: Readonly<Record<NodeState, readonly NodeState[]>> = {
  pending: ['ready', 'running', 'upstream_failed', 'skipped', 'cancelled', 'succeeded'],
  ready: ['running', 'skipped', 'cancelled', 'succeeded'],
  running: ['succeeded', 'failed', 'skipped', 'cancelled'],
  succeeded: ['compensating'],
  failed: ['compensating'],
  upstream_failed: [],
  skipped: [],
  cancelled: [],
  compensating: ['compensated', 'compensation_failed'],
  compensated: [],
  compensation_failed: [],
};

const open: ReadonlySet<NodeState> = new Set(['pending', 'ready', 'running']);

/** Whether the node will not run any more; its compensation may. */
export function hasEnded(state: NodeState): boolean {
  return !open.has(state);
}
