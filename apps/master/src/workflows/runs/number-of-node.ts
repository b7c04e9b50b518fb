import { InvalidError, type RunGraph } from '@orrery/domain';

/** The number of a node that a rerun names, and does not run in any case. @throws InvalidError naming the field. */
export function numberOfNode({ nodes, firstFinal }: RunGraph, id: string, pointer: string): number {
  const number = nodes.numberOf(id);
  if (number === undefined) throw InvalidError.field(pointer, `the workflow has no node "${id}"`);
  if (number >= firstFinal)
    throw InvalidError.field(pointer, `"${id}" is a finally node, which runs again anyway`);
  return number;
}
