import { InvalidError } from '@orrery/domain';
import type { GraphPicture } from './graph-picture.js';

export const NODE_LIMIT = 1_000;
export const EDGE_LIMIT = 5_000;

/** Refuses what cannot be drawn, before any work is put into it. */
export function checkGraph({ nodes, edges }: GraphPicture): void {
  const isLarge = nodes.length > NODE_LIMIT || edges.length > EDGE_LIMIT;
  if (isLarge) {
    throw new InvalidError(
      `The graph has ${nodes.length} nodes and ${edges.length} edges: it is drawn up to ${NODE_LIMIT} nodes and ${EDGE_LIMIT} edges. ` +
        'The timeline and the list of nodes show workflow runs of any size.',
    );
  }
  const finals = new Map(nodes.map(({ id, isFinal }) => [id, isFinal]));
  if (finals.size < nodes.length) throw new InvalidError('Two nodes of the graph have the same id.');
  for (const { from, to } of edges) {
    const lies = finals.has(from) && finals.get(from) === finals.get(to) && from !== to;
    if (!lies) throw new InvalidError(`The graph cannot have the edge from "${from}" to "${to}".`);
  }
}
