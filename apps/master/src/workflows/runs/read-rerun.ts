import type { RerunWorkflowDto } from '@orrery/contracts';
import { branchTargets, InvalidError, type RerunFrom, type RerunMarks, type RunGraph } from '@orrery/domain';

/** What of a graph is to run again. @throws InvalidError naming the field. */
export function readRerun(
  graph: RunGraph,
  { from, nodeId, downstream, mark = [] }: RerunWorkflowDto,
): { readonly from: RerunFrom; readonly marks: RerunMarks } {
  const marks = mark.map(({ nodeId: id, state }, index) => {
    const number = numberOf(graph, id, `/mark/${index}/nodeId`);
    const { node } = graph.nodes.all[number]!;
    if (node.kind === 'approval' && node.approvers.length > 0) {
      throw InvalidError.field(`/mark/${index}/nodeId`, `"${id}" is decided by ${node.approvers.join(', ')}`);
    }
    if (branchTargets(node) && state === 'succeeded') {
      throw InvalidError.field(
        `/mark/${index}/nodeId`,
        `"${id}" chooses among branches, which a mark does not`,
      );
    }
    return [number, state] as const;
  });
  if (from !== 'node') {
    if (nodeId !== undefined) throw InvalidError.field('/nodeId', 'goes with from "node" only');
    return { from: { kind: from }, marks: new Map(marks) };
  }
  if (nodeId === undefined) throw InvalidError.field('/nodeId', 'is required with from "node"');
  const number = numberOf(graph, nodeId, '/nodeId');
  return {
    from: { kind: 'node', number, isWithDownstream: downstream !== 'without' },
    marks: new Map(marks),
  };
}

function numberOf({ nodes, firstFinal }: RunGraph, id: string, pointer: string): number {
  const number = nodes.numberOf(id);
  if (number === undefined) throw InvalidError.field(pointer, `the workflow has no node "${id}"`);
  if (number >= firstFinal)
    throw InvalidError.field(pointer, `"${id}" is a finally node, which runs again anyway`);
  return number;
}
