import { advance } from './advance.js';
import type { NodeState } from './node-state.js';
import { lettersOf, NodeStates } from './node-states.js';
import type { RunGraph } from './run-graph.js';

/**
 * The states with which a rerun begins that goes on undoing a workflow run: what is undone stays so, what could not be undone is to be
 * undone again, and then whatever else is left. Finally nodes run again. Undefined: nothing is left to be undone.
 * @param undone nodes that count as undone by now: what does so did not go through the workflow.
 */
export function seedCompensation(
  graph: RunGraph,
  former: NodeStates,
  undone: ReadonlySet<number> = new Set(),
): NodeStates | undefined {
  const all = graph.nodes.all.map((_, number) => stateOf(graph, former, number));
  const states = NodeStates.read(lettersOf(all).join(''));
  const open = states.first('pending', 'ready', 'running');
  if (open !== undefined && open < graph.firstFinal) return undefined;
  if (advance(graph, states, 'go').compensate === undefined) return undefined;
  const marked = all.map((state, number) => (undone.has(number) ? 'compensated' : state));
  return NodeStates.read(lettersOf(marked).join(''));
}

/** A map may have been undone because it failed itself, and is taken for one that did: so its undoing goes on in any case. */
function stateOf({ nodes, firstFinal }: RunGraph, former: NodeStates, number: number): NodeState {
  if (number >= firstFinal) return 'pending';
  const state = former.of(number);
  if (state !== 'compensation_failed') return state;
  return nodes.all[number]!.node.kind === 'map' ? 'failed' : 'succeeded';
}
