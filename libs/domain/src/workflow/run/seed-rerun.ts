import { branchTargets } from '../branches.js';
import type { NodeState } from './node-state.js';
import { NodeStates } from './node-states.js';
import type { RunGraph } from './run-graph.js';

/** Where a rerun begins. */
export type RerunFrom =
  | { readonly kind: 'start' }
  /** What did not succeed, and what comes behind it. */
  | { readonly kind: 'failed' }
  /** One node, with what comes behind it or without. */
  | { readonly kind: 'node'; readonly number: number; readonly isWithDownstream: boolean };

/** Nodes that are not to run again, by what they count as. */
export type RerunMarks = ReadonlyMap<number, 'succeeded' | 'skipped'>;

/**
 * The states with which a rerun begins: what it takes over of the former run, and pending for all that is to run again. Finally
 * nodes always run again. A skipped node stays skipped where the choice that skipped it stands; what did not succeed and is not to
 * run again is skipped.
 */
export function seedRerun(
  graph: RunGraph,
  former: NodeStates,
  from: RerunFrom,
  marks: RerunMarks,
): NodeStates {
  const again = runsAgain(graph, former, from);
  const states = NodeStates.allPending(former.size);
  for (let number = 0; number < graph.firstFinal; number += 1) {
    const state = marks.get(number) ?? (again[number] ? undefined : keptState(former.of(number)));
    if (state !== undefined) states.set(number, state);
  }
  // Nobody asks for a node in order to have it skipped because of one above that did not succeed before.
  if (from.kind === 'node' && !marks.has(from.number)) states.set(from.number, 'ready');
  return states;
}

function runsAgain(graph: RunGraph, former: NodeStates, from: RerunFrom): boolean[] {
  const again = former
    .toString()
    .split('')
    .map(() => from.kind === 'start');
  if (from.kind === 'start') return again;
  if (from.kind === 'node') again[from.number] = true;
  for (const number of graph.order) {
    if (again[number]) continue;
    const isBehind = graph.upstream[number]!.some((above) => again[above]!);
    if (former.of(number) === 'skipped' && wasNotChosen(graph, former, number, again)) continue;
    again[number] =
      from.kind === 'node' ? isBehind && from.isWithDownstream : isBehind || hasFailed(former, number);
  }
  return again;
}

/** Or was never come to. */
function hasFailed(former: NodeStates, number: number): boolean {
  const state = former.of(number);
  return state !== 'succeeded' && state !== 'skipped';
}

function wasNotChosen(
  graph: RunGraph,
  former: NodeStates,
  number: number,
  again: readonly boolean[],
): boolean {
  return graph.upstream[number]!.some((above) => {
    const isChooser = branchTargets(graph.nodes.all[above]!.node) !== undefined;
    return isChooser && !again[above] && former.of(above) === 'succeeded';
  });
}

function keptState(state: NodeState): 'succeeded' | 'skipped' {
  return state === 'succeeded' ? 'succeeded' : 'skipped';
}
