import type { FieldError } from '../../errors.js';
import type { PlacedNode, PlacedNodes } from '../placed-nodes.js';
import { below } from '../pointer.js';

/** Every entry of a `dependsOn` that names no node a node may depend on. */
export function checkDependencies(nodes: PlacedNodes): FieldError[] {
  return nodes.all.flatMap((placed) => {
    const seen = new Set<string>();
    return placed.node.dependsOn.flatMap((id, index) => {
      const fault = seen.has(id) ? `names "${id}" twice` : faultOf(placed, id, nodes);
      seen.add(id);
      return fault === undefined
        ? []
        : [{ pointer: below(placed.pointer, 'dependsOn', index), detail: fault }];
    });
  });
}

function faultOf({ node, isFinal }: PlacedNode, id: string, nodes: PlacedNodes): string | undefined {
  if (id === node.id) return `"${id}" depends on itself`;
  const above = nodes.find(id);
  if (above === undefined) return `there is no node "${id}"`;
  if (above.isFinal === isFinal) return undefined;
  return isFinal
    ? `"${id}" is none of the finally nodes: those run when all others have ended anyway, and depend on each other only`
    : `"${id}" is a finally node: it runs when all others have ended`;
}
