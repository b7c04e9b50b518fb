import { branchTargets } from '../branches.js';
import type { TriggerRule } from '../trigger-rule.js';
import { unhandledFailures } from './failures.js';
import { hasEnded, type NodeState } from './node-state.js';
import type { NodeStates } from './node-states.js';
import type { RunGraph } from './run-graph.js';

/** Why a node has not started; `nodes` are those that it is because of, by their numbers. */
export type NotStarted =
  /** Its rule may be fulfilled when these have ended. */
  | { readonly kind: 'waits'; readonly nodes: readonly number[] }
  /** It would start, but for a pause or the most nodes at once. */
  | { readonly kind: 'ready' }
  /** These have chosen other branches. */
  | { readonly kind: 'not_chosen'; readonly nodes: readonly number[] }
  /** Its rule asks for failures, and these did not fail. */
  | { readonly kind: 'no_failure'; readonly nodes: readonly number[] }
  /** These were skipped or cancelled before they started. */
  | { readonly kind: 'upstream_skipped'; readonly nodes: readonly number[] }
  | { readonly kind: 'upstream_failed'; readonly nodes: readonly number[] }
  /** It was not started any more after these had failed. */
  | { readonly kind: 'failure_elsewhere'; readonly nodes: readonly number[] }
  /** Somebody stopped the workflow run, or its time was up. */
  | { readonly kind: 'stopped' };

const failed: ReadonlySet<NodeState> = new Set(['failed', 'upstream_failed']);
/** They start whoever was skipped. */
const indifferent: ReadonlySet<TriggerRule> = new Set(['always', 'all_done', 'none_failed']);
const leftOut: ReadonlySet<NodeState> = new Set(['skipped', 'cancelled']);

/** Told by the states of the others alone; undefined where they do not tell, and for a node that has started. */
export function whyNotStarted(
  graph: RunGraph,
  states: NodeStates,
  isStopped: boolean,
  number: number,
): NotStarted | undefined {
  switch (states.of(number)) {
    case 'pending':
      return { kind: 'waits', nodes: awaited(graph, states, number) };
    case 'ready':
      return { kind: 'ready' };
    case 'upstream_failed':
      return { kind: 'upstream_failed', nodes: above(graph, states, number, failed) };
    case 'skipped':
      return whySkipped(graph, states, number);
    case 'cancelled': {
      const failures = unhandledFailures(graph, states);
      if (isStopped || failures.length === 0) return { kind: 'stopped' };
      return { kind: 'failure_elsewhere', nodes: failures };
    }
    default:
      return undefined;
  }
}

/** A finally node waits for all others. */
function awaited(graph: RunGraph, states: NodeStates, number: number): number[] {
  const open = graph.upstream[number]!.filter((each) => !hasEnded(states.of(each)));
  if (open.length > 0 || number < graph.firstFinal) return open;
  return states.numbers('pending', 'ready', 'running').filter((each) => each < graph.firstFinal);
}

function above(
  { upstream }: RunGraph,
  states: NodeStates,
  number: number,
  wanted: ReadonlySet<NodeState>,
): number[] {
  return upstream[number]!.filter((each) => wanted.has(states.of(each)));
}

function whySkipped(graph: RunGraph, states: NodeStates, number: number): NotStarted | undefined {
  const rule = graph.rules[number]!;
  const all = graph.upstream[number]!;
  if (rule === 'one_failed' || rule === 'all_failed') {
    return { kind: 'no_failure', nodes: all.filter((each) => !failed.has(states.of(each))) };
  }
  const skipped = indifferent.has(rule) ? [] : above(graph, states, number, leftOut);
  if (skipped.length > 0) return { kind: 'upstream_skipped', nodes: skipped };
  const choosers = all.filter((each) => branchTargets(graph.nodes.all[each]!.node) !== undefined);
  return choosers.length > 0 ? { kind: 'not_chosen', nodes: choosers } : undefined;
}
