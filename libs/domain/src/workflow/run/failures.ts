import type { NodeStates } from './node-states.js';
import type { NodeState } from './node-state.js';
import type { RunGraph } from './run-graph.js';

const failed: ReadonlySet<NodeState> = new Set(['failed', 'upstream_failed']);
const ruledOut: ReadonlySet<NodeState> = new Set(['skipped', 'upstream_failed', 'cancelled', 'failed']);

/**
 * Nodes, finally nodes left out, whose failure nothing takes care of: no node that depends on them waits for failures
 * (`one_failed`, `all_failed`) and has succeeded, or may still do so.
 */
export function unhandledFailures(graph: RunGraph, states: NodeStates): number[] {
  return states
    .numbers('failed')
    .filter((number) => number < graph.firstFinal && !hasHandler(graph, states, number));
}

function hasHandler({ downstream, rules }: RunGraph, states: NodeStates, number: number): boolean {
  return downstream[number]!.some((next) => {
    const waitsForFailure = rules[next] === 'one_failed' || rules[next] === 'all_failed';
    return waitsForFailure && !ruledOut.has(states.of(next));
  });
}

/** For each node, whether one that it depends on, however far above, has failed. */
export function afterFailure({ order, upstream }: RunGraph, states: NodeStates): boolean[] {
  const after = upstream.map(() => false);
  for (const number of order) {
    after[number] = upstream[number]!.some((above) => after[above]! || failed.has(states.of(above)));
  }
  return after;
}
