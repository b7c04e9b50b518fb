import type { FieldError } from '../../errors.js';
import type { Graph } from '../graph.js';
import type { PlacedNodes } from '../placed-nodes.js';
import { below } from '../pointer.js';

/** Of a longer cycle, the beginning and the end are named. */
const longestNamed = 100;

/** Told at most: of a dense graph, nearly every edge closes a cycle. */
const mostCycles = 1_000;

/**
 * The edges that close a cycle, each with the cycle it closes: the first 1,000. Without all such edges the graph has none.
 * A walk in depth with a stack of its own: a chain of 10,000 nodes is as good as any.
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
      if (problems.length === mostCycles) return problems;
      const number = path.at(-1)!;
      const follower = graph.downstream[number]![next[number]!];
      next[number]! += 1;
      if (follower === undefined) placeOnPath[path.pop()!] = -1;
      else if (placeOnPath[follower]! >= 0) problems.push(closing(nodes, path, placeOnPath[follower]!));
      else if (next[follower] === 0) enter(follower);
    }
  }
  return problems;
}

/** @param from where the cycle begins on the path: each node depends on the one before it, and the first on the last. */
function closing(nodes: PlacedNodes, path: readonly number[], from: number): FieldError {
  const first = nodes.all[path[from]!]!;
  const index = first.node.dependsOn.indexOf(nodes.all[path.at(-1)!]!.node.id);
  const idAt = (place: number) => nodes.all[path[place] ?? path[from]!]!.node.id;
  const detail = `makes a cycle: ${named(from, path.length, idAt).join(' -> ')}`;
  return { pointer: below(first.pointer, 'dependsOn', index), detail };
}

function named(from: number, to: number, idAt: (place: number) => string): readonly string[] {
  const ids = (start: number, end: number) => Array.from({ length: end - start }, (_, n) => idAt(start + n));
  const left = to + 1 - from - longestNamed;
  if (left <= 0) return ids(from, to + 1);
  const half = longestNamed / 2;
  return [...ids(from, from + half), `(${left} more)`, ...ids(to + 1 - half, to + 1)];
}
