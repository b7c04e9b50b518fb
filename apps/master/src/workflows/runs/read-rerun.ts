import type { RerunMarkDto, RerunWorkflowDto } from '@orrery/contracts';
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
import { numberOfNode } from './number-of-node.js';
import { readUndoneMarks, type UndoneMark } from './read-undone-marks.js';

/** A rerun that runs nodes again. */
type NodesAgain = RerunWorkflowDto & { readonly from: Exclude<RerunWorkflowDto['from'], 'compensation'> };

/** How a rerun begins. */
export interface RerunSeed {
  readonly states: NodeStates;
  /** What counts as succeeded or skipped by the word of a person alone: nothing of the former run is its own. */
  readonly marked: ReadonlySet<number>;
  /** What counts as undone, though the former run did not undo it. */
  readonly undone: readonly UndoneMark[];
}

/** @throws InvalidError naming the field; ConflictError when it is to undo what is left, and nothing is. */
export function seedOfRerun(graph: RunGraph, former: NodeStates, body: RerunWorkflowDto): RerunSeed {
  if (runsNodes(body)) {
    const { from, marks } = readRerun(graph, body);
    return {
      states: seedRerun(graph, former, from, marks),
      marked: byHand(graph, former, marks),
      undone: [],
    };
  }
  const { nodeId, mark = [] } = body;
  if (nodeId !== undefined) throw InvalidError.field('/nodeId', 'goes with from "node" only');
  const undone = readUndoneMarks(graph, former, mark);
  const whole = undone.filter(({ item }) => item === undefined).map(({ number }) => number);
  const states = seedCompensation(graph, former, new Set(whole));
  if (!states) throw new ConflictError('Nothing of the workflow run is left to be undone.');
  return { states, marked: new Set(), undone };
}

function runsNodes(body: RerunWorkflowDto): body is NodesAgain {
  return body.from !== 'compensation';
}

/** What of a graph is to run again. @throws InvalidError naming the field. */
function readRerun(
  graph: RunGraph,
  { from, nodeId, downstream, mark = [] }: NodesAgain,
): { readonly from: RerunFrom; readonly marks: RerunMarks } {
  const marks = new Map(mark.map((each, index) => readMark(graph, each, `/mark/${index}`)));
  if (from !== 'node') {
    if (nodeId !== undefined) throw InvalidError.field('/nodeId', 'goes with from "node" only');
    return { from: { kind: from }, marks };
  }
  if (nodeId === undefined) throw InvalidError.field('/nodeId', 'is required with from "node"');
  const number = numberOfNode(graph, nodeId, '/nodeId');
  return { from: { kind: 'node', number, isWithDownstream: downstream !== 'without' }, marks };
}

/** Without what had succeeded and counts as such: that keeps what it gave. */
function byHand(graph: RunGraph, former: NodeStates, marks: RerunMarks): ReadonlySet<number> {
  const alone = [...marks].filter(
    ([number, state]) => state === 'skipped' || !hasDone(graph, former, number),
  );
  return new Set(alone.map(([number]) => number));
}

/** A node that could not be undone still has done it; of a map, some items may be undone. */
function hasDone({ nodes }: RunGraph, former: NodeStates, number: number): boolean {
  const state = former.of(number);
  return state === 'succeeded' || (state === 'compensation_failed' && nodes.all[number]!.node.kind !== 'map');
}

function readMark(
  graph: RunGraph,
  { nodeId: id, state, item }: RerunMarkDto,
  pointer: string,
): [number, 'succeeded' | 'skipped'] {
  const number = numberOfNode(graph, id, `${pointer}/nodeId`);
  if (state === 'compensated')
    throw InvalidError.field(`${pointer}/state`, '"compensated" goes with from "compensation" only');
  if (item !== undefined) throw InvalidError.field(`${pointer}/item`, 'goes with from "compensation" only');
  const { node } = graph.nodes.all[number]!;
  if (node.kind === 'approval' && node.approvers.length > 0) {
    throw InvalidError.field(`${pointer}/nodeId`, `"${id}" is decided by ${node.approvers.join(', ')}`);
  }
  if (branchTargets(node) && state === 'succeeded') {
    throw InvalidError.field(`${pointer}/nodeId`, `"${id}" chooses among branches, which a mark does not`);
  }
  return [number, state];
}
