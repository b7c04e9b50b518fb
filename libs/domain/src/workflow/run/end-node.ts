import type { NodeOutcome } from './node-state.js';
import type { NodeStates } from './node-states.js';
import type { RunGraph } from './run-graph.js';

/** How a running node has ended. */
export interface NodeEnd {
  readonly number: number;
  readonly outcome: NodeOutcome;
  /** Of a node that chooses: the nodes that go on. */
  readonly chosen?: readonly number[];
}

/**
 * Writes the end of a running node into the states. Nodes behind one that chooses, and not among the chosen, are skipped whatever
 * their rule says.
 * @returns the nodes whose state has changed.
 */
export function endNode(graph: RunGraph, states: NodeStates, end: NodeEnd): number[] {
  const { number, outcome, chosen } = end;
  states.set(number, outcome);
  if (chosen === undefined) return [number];
  const goesOn = new Set(chosen);
  const skipped = graph.downstream[number]!.filter(
    (next) => !goesOn.has(next) && states.of(next) === 'pending',
  );
  for (const next of skipped) states.set(next, 'skipped');
  return [number, ...skipped];
}
