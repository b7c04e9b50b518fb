import type { GraphEdge } from '@orrery/contracts';
import type { RunGraph, WorkflowNode } from '@orrery/domain';

/** The edges of a workflow, with what nodes that choose go along them for: one edge for each reason. */
export function graphEdges(graph: RunGraph): GraphEdge[] {
  const idOf = (number: number) => graph.nodes.all[number]!.node.id;
  return graph.upstream.flatMap((above, number) =>
    above.flatMap((from) => {
      const to = idOf(number);
      const labels = labelsTo(to, graph.nodes.all[from]!.node);
      return (labels.length === 0 ? [null] : labels).map((label) => ({ from: idOf(from), to, label }));
    }),
  );
}

function labelsTo(id: string, node: WorkflowNode): string[] {
  switch (node.kind) {
    case 'condition':
      return [...(node.then.includes(id) ? ['then'] : []), ...(node.else.includes(id) ? ['else'] : [])];
    case 'switch': {
      const cases = node.cases.flatMap(({ to }, index) => (to.includes(id) ? [`case ${index + 1}`] : []));
      return [...cases, ...(node.default.includes(id) ? ['default'] : [])];
    }
    default:
      return [];
  }
}
