import type { FieldError } from '../../errors.js';
import type { Graph } from '../graph.js';
import type { PlacedNodes } from '../placed-nodes.js';
import { below } from '../pointer.js';

/** Of a longer cycle, the beginning and the end are named. */
const longestNamed = 100;

/**
 * The edges that close a cycle, each with the cycle it closes. Without these edges the graph has none. A walk in depth
 * with a stack of its own: a chain of 10,000 nodes is as good as any.
 */
export function checkCycles(nodes: PlacedNodes, graph: Graph): FieldError[] {
  const problems: FieldError[] = [];
  const next = nodes.all.map(() => 0);
  const placeOnPath = nodes.all.map(() => -1);
  const path: number[] = [];
  const enter = (number: number) => {
    placeOnPath[number] = path.length;
    path.push(number);
  };
  for (const start of nodes.all.keys()) {
    if (next[start] === 0) enter(start);
    while (path.length > 0) {
      const number = path.at(-1)!;
      const follower = graph.downstream[number]![next[number]!];
      next[number]! += 1;
      if (follower === undefined) placeOnPath[path.pop()!] = -1;
      else if (placeOnPath[follower]! >= 0) problems.push(closing(nodes, path.slice(placeOnPath[follower])));
      else if (next[follower] === 0) enter(follower);
    }
  }
  return problems;
}

/** @param cycle of node numbers: each depends on the one before it, and the first on the last. */
function closing(nodes: PlacedNodes, cycle: readonly number[]): FieldError {
  const first = nodes.all[cycle[0]!]!;
  const ids = cycle.map((number) => nodes.all[number]!.node.id);
  const index = first.node.dependsOn.indexOf(ids.at(-1)!);
  const detail = `makes a cycle: ${named([...ids, ids[0]!]).join(' -> ')}`;
  return { pointer: below(first.pointer, 'dependsOn', index), detail };
}

function named(ids: readonly string[]): readonly string[] {
  if (ids.length <= longestNamed) return ids;
  const half = longestNamed / 2;
  return [...ids.slice(0, half), `(${ids.length - longestNamed} more)`, ...ids.slice(-half)];
}
