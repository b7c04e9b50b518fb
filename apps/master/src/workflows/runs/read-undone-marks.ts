import type { RerunMarkDto } from '@orrery/contracts';
import { InvalidError, type NodeStates, type RunGraph } from '@orrery/domain';
import { numberOfNode } from './number-of-node.js';

/** A node of a workflow run, or the item of a map that could not be undone, that somebody has undone by hand. */
export interface UndoneMark {
  readonly number: number;
  readonly item?: number;
  /** Where the mark stands in the request. */
  readonly pointer: string;
}

/** What of a workflow run counts as undone. @throws InvalidError naming the field of a mark that cannot be made. */
export function readUndoneMarks(
  graph: RunGraph,
  former: NodeStates,
  marks: readonly RerunMarkDto[],
): UndoneMark[] {
  const read = marks.map(({ nodeId, state, item }, index) => {
    const pointer = `/mark/${index}`;
    if (state !== 'compensated')
      throw InvalidError.field(`${pointer}/state`, 'must be "compensated" with from "compensation"');
    const number = numberOfNode(graph, nodeId, `${pointer}/nodeId`);
    const why = whyNotToUndo(graph, former, number);
    if (why !== undefined) throw InvalidError.field(`${pointer}/nodeId`, `"${nodeId}" ${why}`);
    if (item !== undefined && !isMap(graph, number))
      throw InvalidError.field(`${pointer}/item`, `"${nodeId}" is no map`);
    return { number, item, pointer };
  });
  const twice = read.find(({ number }, at) => read.findIndex((each) => each.number === number) < at);
  if (twice) throw InvalidError.field(`${twice.pointer}/nodeId`, 'is marked twice');
  return read;
}

/** Undefined: it is left to be undone. */
function whyNotToUndo(graph: RunGraph, former: NodeStates, number: number): string | undefined {
  if (!graph.undoOrder.includes(number)) return 'has no compensation';
  const state = former.of(number);
  if (state === 'compensated') return 'is undone already';
  const isLeft =
    state === 'compensation_failed' || state === 'succeeded' || (state === 'failed' && isMap(graph, number));
  return isLeft ? undefined : `has nothing to be undone: it is ${state}`;
}

function isMap({ nodes }: RunGraph, number: number): boolean {
  return nodes.all[number]!.node.kind === 'map';
}
