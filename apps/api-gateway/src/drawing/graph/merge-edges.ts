import type { PicturedEdge } from './graph-picture.js';

/** Edges between the same two nodes as one with all their labels: two cases of a switch may lead to one node. */
export function mergeEdges(edges: readonly PicturedEdge[]): PicturedEdge[] {
  const merged = new Map<string, PicturedEdge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    const labels = [merged.get(key)?.label, edge.label].filter((label) => label !== undefined);
    merged.set(key, { ...edge, label: labels.length === 0 ? undefined : labels.join(', ') });
  }
  return [...merged.values()];
}
