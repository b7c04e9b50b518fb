import type { RerunWorkflowDto } from '@orrery/contracts';
import {
  branchTargets,
  ConflictError,
  InvalidError,
  seedCompensation,
  seedRerun,
  type NodeStates,
  type RerunFrom,
  type RerunMarks,
  type RunGraph,
} from '@orrery/domain';

/** A rerun that runs nodes again. */
type NodesAgain = RerunWorkflowDto & { readonly from: Exclude<RerunWorkflowDto['from'], 'compensation'> };

/**
 * The states with which a rerun begins.
 * @throws InvalidError naming the field; ConflictError when it is to undo what is left, and nothing is.
 */
export function statesOfRerun(graph: RunGraph, former: NodeStates, body: RerunWorkflowDto): NodeStates {
  if (runsNodes(body)) {
    const { from, marks } = readRerun(graph, body);
    return seedRerun(graph, former, from, marks);
  }
  const { nodeId, mark = [] } = body;
  if (nodeId !== undefined) throw InvalidError.field('/nodeId', 'goes with from "node" only');
  if (mark.length > 0) throw InvalidError.field('/mark', 'does not go with from "compensation"');
  const states = seedCompensation(graph, former);
  if (!states) throw new ConflictError('Nothing of the workflow run is left to be undone.');
  return states;
}

function runsNodes(body: RerunWorkflowDto): body is NodesAgain {
  return body.from !== 'compensation';
}

/** What of a graph is to run again. @throws InvalidError naming the field. */
function readRerun(
  graph: RunGraph,
  { from, nodeId, downstream, mark = [] }: NodesAgain,
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
