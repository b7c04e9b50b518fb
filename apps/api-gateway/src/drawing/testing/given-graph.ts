import type { GraphPicture, PicturedEdge, PicturedNode } from '../graph/graph-picture.js';

/** A node of a picture; a test states what matters to it. */
export function pictured(id: string, more: Partial<PicturedNode> = {}): PicturedNode {
  return { id, kind: 'task', state: 'succeeded', durationMs: 1_200, isFinal: false, ...more };
}

/** `['a', 'b']` for an edge from a to b. */
export function graphPicture(
  nodes: readonly PicturedNode[],
  edges: readonly (readonly [from: string, to: string, label?: string])[] = [],
): GraphPicture {
  return {
    title: 'specimen',
    nodes,
    edges: edges.map(([from, to, label]): PicturedEdge => ({ from, to, label })),
  };
}
