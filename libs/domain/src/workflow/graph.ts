import type { PlacedNodes } from './placed-nodes.js';

/** The edges of a workflow between the numbers of its nodes; what does not count as an edge is left out. */
export interface Graph {
  /** For each node, those it depends on. */
  readonly upstream: readonly (readonly number[])[];
  /** For each node, those that depend on it. */
  readonly downstream: readonly (readonly number[])[];
}

/** Edges to nodes that exist, other than the node itself, among the finally nodes or among the others; each once. */
export function graphOf(nodes: PlacedNodes): Graph {
  const upstream: number[][] = nodes.all.map(() => []);
  const downstream: number[][] = nodes.all.map(() => []);
  for (const [number, { node, isFinal }] of nodes.all.entries()) {
    for (const id of new Set(node.dependsOn)) {
      const above = nodes.numberOf(id);
      if (above === undefined || id === node.id || nodes.all[above]!.isFinal !== isFinal) continue;
      upstream[number]!.push(above);
      downstream[above]!.push(number);
    }
  }
  return { upstream, downstream };
}

/** Nodes in an order in which each comes after those it depends on, and their levels. */
export interface Ranking {
  /** Without nodes that are on a cycle or behind one. */
  readonly order: readonly number[];
  /** Length of the longest way to each node from one that depends on nothing. */
  readonly levels: readonly number[];
}

export function rank({ upstream, downstream }: Graph): Ranking {
  const open = upstream.map((above) => above.length);
  const levels = upstream.map(() => 0);
  const order = open.flatMap((count, number) => (count === 0 ? [number] : []));
  for (let at = 0; at < order.length; at += 1) {
    const number = order[at]!;
    for (const next of downstream[number]!) {
      levels[next] = Math.max(levels[next]!, levels[number]! + 1);
      open[next]! -= 1;
      if (open[next] === 0) order.push(next);
    }
  }
  return { order, levels };
}
