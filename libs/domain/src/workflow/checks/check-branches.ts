import type { FieldError } from '../../errors.js';
import { branchTargets } from '../branches.js';
import type { PlacedNode, PlacedNodes } from '../placed-nodes.js';

/** Every target of a switch or a condition that does not follow it. */
export function checkBranches(nodes: PlacedNodes): FieldError[] {
  return nodes.all.flatMap((placed) =>
    (branchTargets(placed.node) ?? []).flatMap((target) => {
      const detail = faultOf(placed, target.id, nodes);
      return detail === undefined ? [] : [{ pointer: `${placed.pointer}${target.pointer}`, detail }];
    }),
  );
}

function faultOf({ node }: PlacedNode, id: string, nodes: PlacedNodes): string | undefined {
  const target = nodes.find(id);
  if (target === undefined) return `there is no node "${id}"`;
  if (id === node.id) return `"${id}" cannot choose itself`;
  if (target.node.dependsOn.includes(node.id)) return undefined;
  return `"${id}" does not depend on "${node.id}": name it in its dependsOn`;
}
