import type { FieldError } from '../../errors.js';
import type { Ancestry } from '../ancestry.js';
import type { PlacedNodes } from '../placed-nodes.js';
import { below } from '../pointer.js';

/**
 * Every reduce without a map that ends before it, as all nodes do before a finally node.
 * @param ancestry undefined while cycles leave open what comes before what.
 */
export function checkReduces(nodes: PlacedNodes, ancestry: Ancestry | undefined): FieldError[] {
  return nodes.all.flatMap(({ node, pointer }, number) => {
    if (node.kind !== 'reduce') return [];
    const detail = faultOf(node.map, number, nodes, ancestry);
    return detail === undefined ? [] : [{ pointer: below(pointer, 'map'), detail }];
  });
}

function faultOf(
  id: string,
  number: number,
  nodes: PlacedNodes,
  ancestry: Ancestry | undefined,
): string | undefined {
  const map = nodes.find(id);
  if (map === undefined) return `there is no node "${id}"`;
  if (map.node.kind !== 'map') return `"${id}" is of kind ${map.node.kind}: a reduce needs a map`;
  if (nodes.all[number]!.isFinal && !map.isFinal) return undefined;
  if (ancestry?.comesAfter(number, nodes.numberOf(id)!) !== false) return undefined;
  return `does not come after map "${id}": name it in dependsOn`;
}
